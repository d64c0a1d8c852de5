"""What a request is held to: users, duplicates, ETags and refusals."""
import uuid

from case import Skip, has, refused, same

from .client import case, created, env, error, ok, send


# Users

@case("user by internalemailaddress")
def _():
    want = env.user_row(env.user)
    rows = ok(send("GET", "systemusers", params={"$select": "systemuserid", "$filter": f"internalemailaddress eq '{env.user}' and isdisabled eq false"}), 200).json()["value"]
    same([r["systemuserid"] for r in rows], [want["systemuserid"]])


def acts_for(header, value, user):
    id = created(send("POST", "contacts", {"lastname": env.name()}, **{header: value}))
    has(env.get(f"contacts({id})"), {"_createdby_value": user["systemuserid"], "_createdonbehalfby_value": env.get("WhoAmI")["UserId"]})


@case("MSCRMCallerID")
def _():
    user = env.user_row(env.user)
    acts_for("MSCRMCallerID", user["systemuserid"], user)


@case("CallerObjectId")
def _():
    user = env.user_row(env.user)
    acts_for("CallerObjectId", user["azureactivedirectoryobjectid"], user)


@case("duplicate detection")
def _():
    env.need("lead")
    email = env.email()
    body = {"subject": env.name(), "lastname": env.name(), "emailaddress1": email}
    created(send("POST", "leads", body, **{"MSCRM.SuppressDuplicateDetection": "false"}))
    created(send("POST", "leads", body))
    answer = send("POST", "leads", body, **{"MSCRM.SuppressDuplicateDetection": "false"})
    if answer.status_code == 204 and not env.emulated:
        raise Skip("no duplicate detection rule on the e-mail address of leads is published")
    result = refused(error(answer), 412, "0x80040333")
    same(len(env.get(f"leads?$select=subject&$filter=emailaddress1 eq '{email}'")["value"]), 2)
    return result


# ETags

@case("If-None-Match: the row is as it was")
def _():
    id = env.post("accounts", name=env.name())
    etag = env.get(f"accounts({id})")["@odata.etag"]
    ok(send("GET", f"accounts({id})?$select=name", If_None_Match=etag), 304)
    env.http("PATCH", f"accounts({id})", {"fax": "1"})
    row = ok(send("GET", f"accounts({id})?$select=fax", If_None_Match=etag), 200).json()
    same(row["fax"], "1")
    same(row["@odata.etag"] != etag, True, "another ETag")


@case("If-Match: update of the version known")
def _():
    id = env.post("accounts", name=env.name())
    etag = env.get(f"accounts({id})")["@odata.etag"]
    ok(send("PATCH", f"accounts({id})", {"fax": "1"}, If_Match=etag), 204)
    has(env.get(f"accounts({id})"), {"fax": "1"})


@case("stale ETag, update")
def _():
    id = env.post("accounts", name=env.name())
    etag = env.get(f"accounts({id})")["@odata.etag"]
    env.http("PATCH", f"accounts({id})", {"fax": "1"})
    result = refused(error(send("PATCH", f"accounts({id})", {"fax": "2"}, If_Match=etag)), 412, "0x80060882")
    has(env.get(f"accounts({id})"), {"fax": "1"})
    return result


@case("stale ETag, delete")
def _():
    id = env.post("accounts", name=env.name())
    etag = env.get(f"accounts({id})")["@odata.etag"]
    env.http("PATCH", f"accounts({id})", {"fax": "1"})
    result = refused(error(send("DELETE", f"accounts({id})", If_Match=etag)), 412, "0x80060882")
    has(env.get(f"accounts({id})"), {"fax": "1"})
    return result


@case("create only, the row is there")
def _():
    id = env.post("accounts", name=env.name())
    result = refused(error(send("PATCH", f"accounts({id})", {"fax": "2"}, If_None_Match="*")), 412, "0x80040237")
    has(env.get(f"accounts({id})"), {"fax": None})
    return result


@case("update only, the row is absent")
def _():
    id = str(uuid.uuid4())
    result = refused(error(send("PATCH", f"accounts({id})", {"name": env.name()}, If_Match="*")), 404, "0x80040217")
    env.gone(f"accounts({id})")
    return result


# Refusals

@case("unknown column in $select")
def _():
    return refused(error(send("GET", "accounts?$select=nothing")), 400, "0x0")


@case("unknown column in a body")
def _():
    name = env.name()
    result = refused(error(send("POST", "accounts", {"name": name, "nothing": "x"})), 400, "0x80048d19")
    same(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"], [])
    return result


@case("absent row")
def _():
    return refused(error(send("GET", f"accounts({uuid.uuid4()})")), 404, "0x80040217")


@case("absent alternate key")
def _():
    return refused(error(send("GET", f"accounts({env.key()}='{env.number()}')")), 404, "0x80060891")


@case("alternate key taken")
def _():
    key, value = env.key(), env.number()
    env.post("accounts", name=env.name(), **{key: value})
    name = env.name()
    result = refused(error(send("POST", "accounts", {"name": name, key: value})), 412, "0x80060892")
    same(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"], [])
    return result


@case("missing privilege")
def _():
    env.need_emulator("what the application user may not do is not known")
    me = env.get("WhoAmI")["UserId"]
    return refused(error(send("PATCH", f"systemusers({me})", {"title": "x"}, If_Match="*")), 403, "0x80040220")


@case("missing privilege of the user acted for")
def _():
    user = env.user_row(env.without_role)
    name = env.name()
    result = refused(error(send("POST", "accounts", {"name": name}, MSCRMCallerID=user["systemuserid"])), 403, "0x80042f09")
    same(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"], [])
    return result
