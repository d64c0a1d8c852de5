"""Many rows in a request."""
import uuid

from PowerPlatform.Dataverse.models import UpsertItem

from case import has, refused, same

from .client import case, client, env, wait


@case("$batch")
def _():
    name = env.name()
    id = env.post("accounts", name=name)
    batch = client.batch.new()
    batch.records.retrieve("account", id, select=["name"])
    batch.records.create("contact", {"lastname": env.name(), "parentcustomerid_account@odata.bind": f"/accounts({id})"})
    batch.records.list("account", select=["name"], filter=f"name eq '{name}'")
    result = wait(batch.execute())
    same([r.status_code for r in result.responses], [200, 204, 200])
    same(result.responses[0].data["name"], name)
    same([r["accountid"] for r in result.responses[2].data["value"]], [id])
    rows = env.get(f"contacts?$select=lastname&$filter=_parentcustomerid_value eq {id}")["value"]
    same([r["contactid"] for r in rows], result.entity_ids)


@case("change set")
def _():
    batch = client.batch.new()
    changes = batch.changeset()
    names = [env.name(), env.name()]
    for name in names:
        changes.records.create("account", {"name": name})
    result = wait(batch.execute())
    same([r.status_code for r in result.responses], [204, 204])
    same([env.get(f"accounts({id})")["name"] for id in result.entity_ids], names)


@case("change set, undone as a whole")
def _():
    name = env.name()
    batch = client.batch.new()
    changes = batch.changeset()
    changes.records.create("account", {"name": name})
    changes.records.create("account", {"nothing": 1})
    result = wait(batch.execute())
    same(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"], [])
    return refused((result.failed[0].status_code, result.failed[0].error_code), 400, "0x80048d19")


@case("Content-ID in a URL")
def _():
    name = env.name()
    batch = client.batch.new()
    changes = batch.changeset()
    row = changes.records.create("account", {"name": name})
    changes.records.update("account", row, {"telephone1": "7"})
    same(wait(batch.execute()).has_errors, False)
    rows = env.get(f"accounts?$select=telephone1&$filter=name eq '{name}'")["value"]
    same([r["telephone1"] for r in rows], ["7"])


@case("Content-ID in @odata.bind")
def _():
    last = env.name()
    batch = client.batch.new()
    changes = batch.changeset()
    row = changes.records.create("account", {"name": last})
    changes.records.create("contact", {"lastname": last, "parentcustomerid_account@odata.bind": row})
    same(wait(batch.execute()).has_errors, False)
    row = env.get(f"contacts?$select=lastname&$expand=parentcustomerid_account($select=name)&$filter=lastname eq '{last}'")["value"][0]
    same(row["parentcustomerid_account"]["name"], last)


@case("odata.continue-on-error")
def _():
    name = env.name()
    batch = client.batch.new()
    batch.records.retrieve("account", str(uuid.uuid4()))
    batch.records.create("account", {"name": name})
    result = wait(batch.execute(continue_on_error=True))
    same([r.status_code for r in result.responses], [404, 204])
    same(result.failed[0].error_code, "0x80040217")
    same(len(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"]), 1)


@case("CreateMultiple")
def _():
    names = [env.name(), env.name()]
    ids = wait(client.records.create("account", [{"name": n} for n in names]))
    same([env.get(f"accounts({id})")["name"] for id in ids], names)


@case("UpdateMultiple")
def _():
    ids = [env.post("accounts", name=env.name()) for _ in range(2)]
    wait(client.records.update("account", ids, [{"fax": id[:8]} for id in ids]))
    for id in ids:
        has(env.get(f"accounts({id})"), {"fax": id[:8]})
    wait(client.records.update("account", ids, {"fax": "9"}))
    for id in ids:
        has(env.get(f"accounts({id})"), {"fax": "9"})


@case("UpsertMultiple")
def _():
    key, values = env.key(), [env.number(), env.number()]
    old = env.post("accounts", name=env.name(), **{key: values[0]})
    wait(client.records.upsert("account", [UpsertItem(alternate_key={key: v}, record={"name": env.name(), "fax": "9"}) for v in values]))
    has(env.get(f"accounts({old})"), {"fax": "9"})
    has(env.get(f"accounts({key}='{values[1]}')"), {"fax": "9"})
