"""Rows, one at a time."""
from PowerPlatform.Dataverse import col, raw
from PowerPlatform.Dataverse.models import UpsertItem
from PowerPlatform.Dataverse.models.query_builder import ExpandOption

from case import TEXT, has, same

from .client import case, client, env, numbered, wait


@case("create")
def _():
    name = env.name()
    id = wait(client.records.create("account", {"name": name, "revenue": 5000.25, "creditonhold": True, "numberofemployees": 7, "accountcategorycode": "Standard"}))
    has(env.get(f"accounts({id})"), {"name": name, "revenue": 5000.25, "creditonhold": True, "numberofemployees": 7, "accountcategorycode": 2})


@case("create with a lookup, @odata.bind")
def _():
    parent = env.post("accounts", name=env.name())
    id = wait(client.records.create("contact", {"lastname": env.name(), "parentcustomerid_account@odata.bind": f"/accounts({parent})"}))
    has(env.get(f"contacts({id})"), {"_parentcustomerid_value": parent})


@case("deep insert")
def _():
    last = env.name()
    id = wait(client.records.create("account", {"name": env.name(), "contact_customer_accounts": [{"lastname": last}]}))
    rows = env.get(f"contacts?$select=lastname&$filter=_parentcustomerid_value eq {id}")["value"]
    same([r["lastname"] for r in rows], [last])


@case("retrieve, $select")
def _():
    name = env.name()
    id = env.post("accounts", name=name, telephone1="1")
    row = wait(client.records.retrieve("account", id, select=["name"]))
    has(row, {"name": name, "accountid": id})
    same("telephone1" in row, False, "a column that was not selected")


@case("retrieve by alternate key")
def _():
    # What the client calls an id may be a key.
    key, value = env.key(), env.number()
    id = env.post("accounts", name=env.name(), **{key: value})
    has(wait(client.records.retrieve("account", f"{key}='{value}'", select=["name"])), {"accountid": id})


@case("$expand of a lookup")
def _():
    name = env.name()
    parent = env.post("accounts", name=name)
    id = env.post("contacts", lastname=env.name(), **{"parentcustomerid_account@odata.bind": f"/accounts({parent})"})
    row = wait(client.records.retrieve("contact", id, select=["lastname"], expand=["parentcustomerid_account($select=name)"]))
    has(row["parentcustomerid_account"], {"accountid": parent, "name": name})


@case("$expand of a collection, with options")
def _():
    name = env.name()
    parent = env.post("accounts", name=name)
    names = sorted(env.name() for _ in range(3))
    for last in names:
        env.post("contacts", lastname=last, **{"parentcustomerid_account@odata.bind": f"/accounts({parent})"})
    option = ExpandOption("contact_customer_accounts").select("lastname").filter(f"lastname ne '{names[1]}'").order_by("lastname", descending=True).top(2)
    rows = list(wait(client.query.builder("account").select("name").where(col("name") == name).expand(option).execute()))
    same([c["lastname"] for c in rows[0]["contact_customer_accounts"]], [names[2], names[0]])


@case("$filter, $orderby and $top")
def _():
    prefix = numbered()
    where = col("name").startswith(prefix + " ") & (col("numberofemployees") > 0) & ~(col("numberofemployees") == 3)
    rows = wait(client.query.builder("account").select("numberofemployees").where(where).order_by("numberofemployees", descending=True).top(2).execute())
    same([r["numberofemployees"] for r in rows], [4, 2])


@case("Between and days of $filter")
def _():
    prefix = numbered()
    for where, want in (
        (raw("Microsoft.Dynamics.CRM.Between(PropertyName='numberofemployees',PropertyValues=[\"1\",\"3\"])"), [1, 2, 3]),
        (col("numberofemployees").not_between(1, 3), [0, 4]),
        (raw("Microsoft.Dynamics.CRM.Tomorrow(PropertyName='createdon')"), []),
    ):
        builder = client.query.builder("account").select("numberofemployees").where(col("name").startswith(prefix + " ") & where)
        same([r["numberofemployees"] for r in wait(builder.order_by("numberofemployees").execute())], want, where.to_odata())


@case("any and all of $filter")
def _():
    # The client hands the text on as it is.
    name = env.name()
    id = env.post("accounts", name=name, contact_customer_accounts=[{"lastname": name + "a"}, {"lastname": name + "b"}])
    for operator, want in (("any", [id]), ("all", [])):
        rows = wait(client.records.list("account", select=["accountid"], filter=f"name eq '{name}' and contact_customer_accounts/{operator}(c:c/lastname eq '{name}b')"))
        same([r["accountid"] for r in rows], want, operator)


@case("the function In of $filter")
def _():
    prefix = numbered()
    rows = wait(client.records.list("account", select=["numberofemployees"], filter=col("name").in_([prefix + " 1", prefix + " 4"]), orderby=["name"]))
    same([r["numberofemployees"] for r in rows], [1, 4])


@case("paging by @odata.nextLink")
def _():
    prefix = numbered()
    pages = wait(client.records.list_pages("account", select=["numberofemployees"], filter=f"startswith(name,'{prefix} ')", orderby=["name"], page_size=2))
    same([[r["numberofemployees"] for r in page] for page in pages], [[0, 1], [2, 3], [4]])


@case("$count=true")
def _():
    # Only in a batch does the client hand on the count that it asks for.
    prefix = numbered()
    batch = client.batch.new()
    batch.records.list("account", select=["name"], filter=f"startswith(name,'{prefix} ')", count=True, page_size=2)
    page = wait(batch.execute()).responses[0].data
    same((page["@odata.count"], len(page["value"])), (5, 2))


@case("update")
def _():
    id = env.post("accounts", name=env.name(), telephone1="1", fax="2")
    wait(client.records.update("account", id, {"telephone1": "3"}))
    has(env.get(f"accounts({id})"), {"telephone1": "3", "fax": "2"})


@case("upsert by alternate key")
def _():
    key, value = env.key(), env.number()
    name = env.name()
    wait(client.records.upsert("account", [UpsertItem(alternate_key={key: value}, record={"name": name})]))
    wait(client.records.upsert("account", [{"alternate_key": {key: value}, "record": {"telephone1": "1"}}]))
    has(env.get(f"accounts({key}='{value}')"), {key: value, "name": name, "telephone1": "1"})


@case("delete")
def _():
    id = env.post("accounts", name=env.name())
    wait(client.records.delete("account", id))
    env.gone(f"accounts({id})")


@case("BulkDelete")
def _():
    ids = [env.post("accounts", name=env.name()) for _ in range(2)]
    job = wait(client.records.delete("account", ids))
    same(len(job), 36, "length of the job's id")
    env.gone_soon([f"accounts({id})" for id in ids])


@case("create with a lookup by alternate key")
def _():
    key, value = env.key(), env.number()
    parent = env.post("accounts", name=env.name(), **{key: value})
    id = wait(client.records.create("contact", {"lastname": env.name(), "parentcustomerid_account@odata.bind": f"/accounts({key}='{value}')"}))
    has(env.get(f"contacts({id})"), {"_parentcustomerid_value": parent})


@case("a query of more than 2000 characters")
def _():
    name = env.name()
    id = env.post("accounts", name=name)
    none = " or ".join(f"name eq 'no account has this name, which is number {n}'" for n in range(60))
    rows = wait(client.records.list("account", select=["name"], filter=f"name eq '{name}' or {none}"))
    same([r["accountid"] for r in rows], [id])


@case("text beyond ASCII")
def _():
    name = f"{env.name()} {TEXT}"
    id = wait(client.records.create("account", {"name": name, "description": TEXT}))
    has(env.get(f"accounts({id})"), {"name": name, "description": TEXT})
    rows = wait(client.records.list("account", select=["name"], filter=col("name") == name))
    same([r["name"] for r in rows], [name])
    batch = client.batch.new()
    batch.records.update("account", id, {"description": TEXT + TEXT})
    same(wait(batch.execute()).has_errors, False)
    has(env.get(f"accounts({id})"), {"description": TEXT + TEXT})


@case("dates, numbers and null")
def _():
    id = env.post("contacts", lastname=env.name(), mobilephone="1")
    wait(client.records.update("contact", id, {"birthdate": "1980-02-29", "creditlimit": 0.01, "gendercode": "Female", "donotemail": True, "mobilephone": None}))
    has(env.get(f"contacts({id})"), {"birthdate": "1980-02-29", "creditlimit": 0.01, "gendercode": 2, "donotemail": True, "mobilephone": None})
    task = wait(client.records.create("task", {"subject": env.name(), "scheduledend": "2026-11-21T09:30:00+02:00"}))
    has(env.get(f"tasks({task})"), {"scheduledend": "2026-11-21T07:30:00Z"})
