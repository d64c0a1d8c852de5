"""What is told of values beside them."""
from case import has, same

from .client import case, env, ok, send

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
NAVIGATION, TABLE = "@Microsoft.Dynamics.CRM.associatednavigationproperty", "@Microsoft.Dynamics.CRM.lookuplogicalname"


def prefer(names):
    return f'odata.include-annotations="{names}"'


@case("annotations of a row")
def _():
    name = env.name()
    parent = env.post("accounts", name=name)
    id = env.post("contacts", lastname=env.name(), gendercode=2, **{"parentcustomerid_account@odata.bind": f"/accounts({parent})"})
    answer = ok(send("GET", f"contacts({id})?$select=gendercode,_parentcustomerid_value,jobtitle", Prefer=prefer("*")), 200)
    same(answer.headers["Preference-Applied"], prefer("*"))
    row = answer.json()
    has(row, {"gendercode": 2, "gendercode" + FORMATTED: "Female", "jobtitle": None, "jobtitle" + FORMATTED: None})
    lookup = "_parentcustomerid_value"
    has(row, {lookup: parent, lookup + FORMATTED: name, lookup + NAVIGATION: "parentcustomerid_account", lookup + TABLE: "account"})


@case("annotations of a list")
def _():
    name = env.name()
    env.post("accounts", name=name, accountcategorycode=2, creditonhold=True)
    query = {"$select": "accountcategorycode,creditonhold,_ownerid_value", "$filter": f"name eq '{name}'", "$count": "true"}
    answer = ok(send("GET", "accounts", params=query, Prefer=prefer("*")), 200).json()
    has(answer, {"@odata.count": 1, "@Microsoft.Dynamics.CRM.totalrecordcount": 1, "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": False})
    has(answer["value"][0], {"accountcategorycode" + FORMATTED: "Standard", "creditonhold" + FORMATTED: "Yes", "_ownerid_value" + TABLE: "systemuser"})
    row = ok(send("GET", "accounts", params=query, Prefer=prefer("Microsoft.Dynamics.CRM.associated*,Microsoft.Dynamics.CRM.lookuplogicalname")), 200).json()["value"][0]
    has(row, {"creditonhold": True, "creditonhold" + FORMATTED: None, "_ownerid_value" + NAVIGATION: "ownerid", "_ownerid_value" + TABLE: "systemuser"})


@case("annotations, return=representation")
def _():
    answer = ok(send("POST", "accounts?$select=numberofemployees,statuscode", {"name": env.name(), "numberofemployees": 9500}, Prefer="return=representation," + prefer("*")), 201)
    has(answer.json(), {"numberofemployees": 9500, "statuscode" + FORMATTED: "Active"})
    same("".join(d for d in answer.json()["numberofemployees" + FORMATTED] if d.isdigit()), "9500")
