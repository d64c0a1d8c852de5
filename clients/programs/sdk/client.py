"""The client, and how its answers are waited for."""
import asyncio
import inspect
import sys

from PowerPlatform.Dataverse.core.errors import HttpError

from case import Cases, environment

is_async = sys.argv[1] == "async"
cases = Cases("PowerPlatform-Dataverse-Client" + (", async" if is_async else ""))
case = cases.case
env = environment()
loop = asyncio.new_event_loop()


def sign_in(secret):
    """The credential that the SDK's README shows, at the environment's authority."""
    if is_async:
        from azure.identity.aio import ClientSecretCredential
    else:
        from azure.identity import ClientSecretCredential
    return ClientSecretCredential(env.tenant, env.client_id, secret, authority=env.authority, disable_instance_discovery=True)


def new_client(credential):
    if is_async:
        from PowerPlatform.Dataverse.aio import AsyncDataverseClient
        return AsyncDataverseClient(env.origin, credential)
    from PowerPlatform.Dataverse.client import DataverseClient
    return DataverseClient(env.origin, credential)


def wait(result):
    """What a call of either client gives, with the pages of a stream as a list."""
    if inspect.isasyncgen(result):
        async def collect():
            return [page async for page in result]
        return loop.run_until_complete(collect())
    if inspect.isawaitable(result):
        return loop.run_until_complete(result)
    return list(result) if inspect.isgenerator(result) else result


def error(call):
    try:
        wait(call())
    except HttpError as e:
        return e.status_code, e.details.get("service_error_code")
    raise AssertionError("it was not refused")


client = new_client(sign_in(env.secret))
if is_async:
    wait(client.__aenter__())


def numbered():
    """Five accounts under a name of their own, whose number of employees counts."""
    prefix = env.name("page")
    for n in range(5):
        env.post("accounts", name=f"{prefix} {n}", numberofemployees=n)
    return prefix
