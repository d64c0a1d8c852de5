"""Users and refusals."""
import uuid

from PowerPlatform.Dataverse import col

from case import refused, same

from .client import case, client, env, error, wait


# Users

@case("user by internalemailaddress")
def _():
    want = env.user_row(env.user)
    rows = wait(client.records.list("systemuser", select=["systemuserid"], filter=(col("internalemailaddress") == env.user) & (col("isdisabled") == False)))  # noqa: E712
    same([r["systemuserid"] for r in rows], [want["systemuserid"]])


# Refusals

@case("unknown column in $select")
def _():
    return refused(error(lambda: client.records.list("account", select=["nothing"])), 400, "0x0")


@case("unknown column in a body")
def _():
    name = env.name()
    result = refused(error(lambda: client.records.create("account", {"name": name, "nothing": "x"})), 400, "0x80048d19")
    same(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"], [])
    return result


@case("absent row")
def _():
    # Of a row that is not there, the client says so by giving none.
    id = str(uuid.uuid4())
    same(wait(client.records.retrieve("account", id)), None)
    return refused(error(lambda: client.records.delete("account", id)), 404, "0x80040217")


@case("update only, the row is absent")
def _():
    id = str(uuid.uuid4())
    result = refused(error(lambda: client.records.update("account", id, {"name": env.name()})), 404, "0x80040217")
    env.gone(f"accounts({id})")
    return result


@case("absent alternate key")
def _():
    return refused(error(lambda: client.records.delete("account", f"{env.key()}='{env.number()}'")), 404, "0x80060891")


@case("alternate key taken")
def _():
    key, value = env.key(), env.number()
    env.post("accounts", name=env.name(), **{key: value})
    name = env.name()
    result = refused(error(lambda: client.records.create("account", {"name": name, key: value})), 412, "0x80060892")
    same(env.get(f"accounts?$select=name&$filter=name eq '{name}'")["value"], [])
    return result


@case("missing privilege")
def _():
    env.need_emulator("what the application user may not do is not known")
    me = env.get("WhoAmI")["UserId"]
    return refused(error(lambda: client.records.update("systemuser", me, {"title": "x"})), 403, "0x80040220")
