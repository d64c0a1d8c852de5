"""What is between rows."""
from case import has, same

from .client import case, created, env, ok, send


@case("associate and disassociate, 1:N")
def _():
    parent = env.post("accounts", name=env.name())
    id = env.post("contacts", lastname=env.name())
    ok(send("POST", f"accounts({parent})/contact_customer_accounts/$ref", {"@odata.id": env.root + f"contacts({id})"}), 204)
    has(env.get(f"contacts({id})"), {"_parentcustomerid_value": parent})
    ok(send("DELETE", f"accounts({parent})/contact_customer_accounts/$ref?$id={env.root}contacts({id})"), 204)
    has(env.get(f"contacts({id})"), {"_parentcustomerid_value": None})


def leads_of(parent):
    return [r["leadid"] for r in env.get(f"accounts({parent})/accountleads_association?$select=leadid")["value"]]


@case("associate and disassociate, N:N")
def _():
    env.need("lead")
    parent = env.post("accounts", name=env.name())
    id = env.post("leads", subject=env.name(), lastname=env.name())
    ok(send("POST", f"accounts({parent})/accountleads_association/$ref", {"@odata.id": env.root + f"leads({id})"}), 204)
    same(leads_of(parent), [id])
    ok(send("DELETE", f"accounts({parent})/accountleads_association({id})/$ref"), 204)
    same(leads_of(parent), [])


@case("associate and disassociate, lookup")
def _():
    parent = env.post("accounts", name=env.name())
    id = env.post("contacts", lastname=env.name())
    ok(send("PUT", f"accounts({parent})/primarycontactid/$ref", {"@odata.id": env.root + f"contacts({id})"}), 204)
    has(env.get(f"accounts({parent})"), {"_primarycontactid_value": id})
    ok(send("DELETE", f"accounts({parent})/primarycontactid/$ref"), 204)
    has(env.get(f"accounts({parent})"), {"_primarycontactid_value": None})


@case("create with a lookup by alternate key")
def _():
    key, value = env.key(), env.number()
    parent = env.post("accounts", name=env.name(), **{key: value})
    id = created(send("POST", "contacts", {"lastname": env.name(), "parentcustomerid_account@odata.bind": f"/accounts({key}='{value}')"}))
    has(env.get(f"contacts({id})"), {"_parentcustomerid_value": parent})


@case("related rows by navigation property")
def _():
    last = env.name()
    parent = env.post("accounts", name=env.name(), primarycontactid={"lastname": last}, contact_customer_accounts=[{"lastname": last + "b"}])
    has(ok(send("GET", f"accounts({parent})/primarycontactid?$select=lastname"), 200).json(), {"lastname": last})
    rows = ok(send("GET", f"accounts({parent})/contact_customer_accounts?$select=lastname"), 200).json()["value"]
    same([r["lastname"] for r in rows], [last + "b"])


@case("one of the related rows, by its key")
def _():
    last = env.name()
    parent = env.post("accounts", name=env.name(), contact_customer_accounts=[{"lastname": last}])
    id = env.get(f"accounts({parent})/contact_customer_accounts?$select=contactid")["value"][0]["contactid"]
    has(ok(send("GET", f"accounts({parent})/contact_customer_accounts({id})?$select=lastname"), 200).json(), {"contactid": id, "lastname": last})


@case("references of related rows")
def _():
    parent = env.post("accounts", name=env.name(), primarycontactid={"lastname": env.name()}, contact_customer_accounts=[{"lastname": env.name()}])
    many = env.get(f"accounts({parent})/contact_customer_accounts?$select=contactid")["value"]
    single = env.get(f"accounts({parent})")["_primarycontactid_value"]
    has(ok(send("GET", f"accounts({parent})/primarycontactid/$ref"), 200).json(), {"@odata.id": f"{env.root}contacts({single})"})
    rows = ok(send("GET", f"accounts({parent})/contact_customer_accounts/$ref"), 200).json()["value"]
    same([r["@odata.id"] for r in rows], [f"{env.root}contacts({r['contactid']})" for r in many])
