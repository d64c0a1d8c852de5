"""What is told of values beside them."""
from PowerPlatform.Dataverse import col

from case import has

from .client import case, client, env, wait

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
NAVIGATION, TABLE = "@Microsoft.Dynamics.CRM.associatednavigationproperty", "@Microsoft.Dynamics.CRM.lookuplogicalname"


@case("annotations of a row")
def _():
    name = env.name()
    parent = env.post("accounts", name=name)
    id = env.post("contacts", lastname=env.name(), gendercode=2, **{"parentcustomerid_account@odata.bind": f"/accounts({parent})"})
    row = wait(client.records.retrieve("contact", id, select=["gendercode", "_parentcustomerid_value"], include_annotations="*"))
    lookup = "_parentcustomerid_value"
    has(row, {"gendercode" + FORMATTED: "Female", lookup + FORMATTED: name, lookup + NAVIGATION: "parentcustomerid_account", lookup + TABLE: "account"})


@case("annotations of a list")
def _():
    name = env.name()
    env.post("accounts", name=name, accountcategorycode=2, creditonhold=True)
    select = ["accountcategorycode", "creditonhold", "_ownerid_value"]
    rows = wait(client.records.list("account", select=select, filter=f"name eq '{name}'", include_annotations="*"))
    has(rows[0], {"accountcategorycode" + FORMATTED: "Standard", "creditonhold" + FORMATTED: "Yes", "_ownerid_value" + TABLE: "systemuser"})
    rows = wait(client.query.builder("account").select(*select).where(col("name") == name).include_formatted_values().page_size(1).execute())
    has(rows[0], {"creditonhold" + FORMATTED: "Yes", "_ownerid_value" + TABLE: None})
