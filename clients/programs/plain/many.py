"""Many rows in a request; functions and actions."""
import json
import re
import uuid

from case import has, refused, same

from .client import JSON, case, env, ok, send, session


# Many rows in a request

def operation(method, url, body=None, content_id=None):
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id:
        lines.append(f"Content-ID: {content_id}")
    lines += ["", f"{method} {url} HTTP/1.1"]
    if body is None:
        return "\r\n".join(lines + ["Accept: application/json", "", ""])
    import json
    return "\r\n".join(lines + ["Content-Type: application/json; type=entry", "", json.dumps(body)])


def change_set(*operations):
    return "Content-Type: multipart/mixed; boundary=changeset_1\r\n\r\n" + "".join(f"--changeset_1\r\n{o}\r\n" for o in operations) + "--changeset_1--\r\n"


def batch(*parts, **headers):
    body = "".join(f"--batch_1\r\n{p}\r\n" for p in parts) + "--batch_1--\r\n"
    answer = session.post(env.root + "$batch", data=body.encode(), timeout=60, headers={
        **JSON, "Content-Type": "multipart/mixed; boundary=batch_1", **headers,
    })
    same(answer.headers["Content-Type"].startswith("multipart/mixed"), True, "multipart answer " + answer.text[:200])
    return answer.status_code, [int(s) for s in re.findall(r"^HTTP/1\.1 (\d+)", answer.text, re.M)], answer.text


@case("$batch")
def _():
    name = env.name()
    id = env.post("accounts", name=name)
    status, statuses, text = batch(operation("GET", f"/api/data/v9.2/accounts({id})?$select=name"), operation("POST", env.root + "contacts", {"lastname": env.name(), "parentcustomerid_account@odata.bind": f"/accounts({id})"}))
    same((status, statuses), (200, [200, 204]))
    same(name in text, True, "the name in the answer")
    same(len(env.get(f"contacts?$select=lastname&$filter=_parentcustomerid_value eq {id}")["value"]), 1)


@case("change set")
def _():
    ids = [str(uuid.uuid4()) for _ in range(2)]
    set_ = change_set(*(operation("PATCH", f"/api/data/v9.2/accounts({id})", {"name": env.name()}, n + 1) for n, id in enumerate(ids)))
    same(batch(set_)[:2], (200, [204, 204]))
    for id in ids:
        same(env.get(f"accounts({id})")["accountid"], id)


@case("change set, undone as a whole")
def _():
    id = str(uuid.uuid4())
    status, statuses, text = batch(change_set(
        operation("PATCH", f"/api/data/v9.2/accounts({id})", {"name": env.name()}, 1),
        operation("POST", "/api/data/v9.2/accounts", {"nothing": 1}, 2),
    ))
    same((status, statuses), (400, [400]))
    env.gone(f"accounts({id})")
    return refused((status, re.search(r'"code":"(\w+)"', text).group(1)), 400, "0x80048d19")


@case("Content-ID in a URL")
def _():
    name = env.name()
    same(batch(change_set(
        operation("POST", "/api/data/v9.2/accounts", {"name": name}, 1), operation("PATCH", "$1", {"telephone1": "7"}, 2),
    ))[:2], (200, [204, 204]))
    rows = env.get(f"accounts?$select=telephone1&$filter=name eq '{name}'")["value"]
    same([r["telephone1"] for r in rows], ["7"])


@case("Content-ID in @odata.bind")
def _():
    last = env.name()
    same(batch(change_set(
        operation("POST", "/api/data/v9.2/accounts", {"name": last}, 1),
        operation("POST", "/api/data/v9.2/contacts", {"lastname": last, "parentcustomerid_account@odata.bind": "$1"}, 2),
    ))[:2], (200, [204, 204]))
    row = env.get(f"contacts?$select=lastname&$expand=parentcustomerid_account($select=name)&$filter=lastname eq '{last}'")["value"][0]
    same(row["parentcustomerid_account"]["name"], last)


@case("Content-ID in @odata.id")
def _():
    parent, last = env.post("accounts", name=env.name()), env.name()
    same(batch(change_set(
        operation("POST", "/api/data/v9.2/contacts", {"lastname": last}, 1),
        operation("POST", f"/api/data/v9.2/accounts({parent})/contact_customer_accounts/$ref", {"@odata.id": "$1"}, 2),
    ))[:2], (200, [204, 204]))
    rows = env.get(f"contacts?$select=lastname&$filter=_parentcustomerid_value eq {parent}")["value"]
    same([r["lastname"] for r in rows], [last])


@case("odata.continue-on-error")
def _():
    name = env.name()
    status, statuses, _ = batch(operation("GET", f"/api/data/v9.2/accounts({uuid.uuid4()})"), operation("POST", "/api/data/v9.2/accounts", {"name": name}), Prefer="odata.continue-on-error")
    same((status, statuses), (200, [404, 204]))
    same(len(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"]), 1)


TYPE = {"@odata.type": "Microsoft.Dynamics.CRM.account"}


@case("CreateMultiple")
def _():
    names = [env.name(), env.name()]
    answer = ok(send("POST", "accounts/Microsoft.Dynamics.CRM.CreateMultiple", {"Targets": [{**TYPE, "name": n} for n in names]}), 200).json()
    same([env.get(f"accounts({id})")["name"] for id in answer["Ids"]], names)


@case("UpdateMultiple")
def _():
    ids = [env.post("accounts", name=env.name()) for _ in range(2)]
    ok(send("POST", "accounts/Microsoft.Dynamics.CRM.UpdateMultiple", {"Targets": [{**TYPE, "accountid": id, "fax": id[:8]} for id in ids]}), 204)
    for id in ids:
        has(env.get(f"accounts({id})"), {"fax": id[:8]})


@case("UpsertMultiple")
def _():
    key, values = env.key(), [env.number(), env.number()]
    old = env.post("accounts", name=env.name(), **{key: values[0]})
    ok(send("POST", "accounts/Microsoft.Dynamics.CRM.UpsertMultiple", {"Targets": [
        {**TYPE, "@odata.id": f"accounts({key}='{v}')", "name": env.name(), "fax": "9"} for v in values]}), 204)
    has(env.get(f"accounts({old})"), {"fax": "9"})
    has(env.get(f"accounts({key}='{values[1]}')"), {"fax": "9"})


# Functions and actions

@case("bound function")
def _():
    me = env.get("WhoAmI")["UserId"]
    answer = ok(send("GET", f"systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges"), 200).json()
    names = {p["PrivilegeName"] for p in answer["RolePrivileges"]}
    same({"prvCreateAccount", "prvReadContact"} <= names, True, "privileges that this run needs")


@case("unbound action")
def _():
    env.need("opportunity")
    id = env.post("opportunities", name=env.name())
    subject = env.name()
    ok(send("POST", "WinOpportunity", {"Status": 3, "OpportunityClose": {"subject": subject, "opportunityid@odata.bind": f"/opportunities({id})"}}), 204)
    has(env.get(f"opportunities({id})"), {"statecode": 1, "statuscode": 3})


@case("action bound to a row")
def _():
    env.need_emulator("the custom action is the emulator's own")
    id = env.post("contacts", lastname=env.name())
    title = env.name()
    note = ok(send("POST", f"contacts({id})/Microsoft.Dynamics.CRM.new_AddNoteToContact", {"NoteTitle": title, "NoteText": "text"}), 200).json()
    has(env.get(f"annotations({note['annotationid']})"), {"subject": title, "_objectid_value": id})


@case("action bound to a collection")
def _():
    env.need_emulator("the custom action is the emulator's own")
    territory = env.name()
    answer = ok(send("POST", "leads/Microsoft.Dynamics.CRM.new_AssignTerritory", {"TerritoryName": territory}), 200).json()
    has(env.get(f"tasks({answer['TaskId']})"), {"subject": "Assign leads to territory " + territory})
