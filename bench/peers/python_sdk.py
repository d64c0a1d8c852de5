"""The Dataverse SDK for Python, each way its README shows.

sdk: a list to create, update and upsert, which are CreateMultiple,
UpdateMultiple and UpsertMultiple; deletes go in a batch, since BulkDelete is a
job in the background that has not deleted anything when it answers.
sdk-batch: client.batch.
sdk-async, sdk-async-batch: AsyncDataverseClient with asyncio.gather, a record, a
list or a batch in each call.

The credential is a TokenCredential of our own, which asks the token endpoint
once and keeps the token: azure-identity would look up the tenant, and then look
into its cache for every request.
"""
import asyncio
import json
import sys
import time
from itertools import groupby

import requests
from azure.core.credentials import AccessToken

from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.aio import AsyncDataverseClient
from PowerPlatform.Dataverse.models import UpsertItem

told = json.loads(sys.stdin.readline())
size = told["Size"]
with open(told["Operations"]) as f:
    warm_up, *operations = [json.loads(line) for line in f]


class Credential:
    def __init__(self):
        answer = requests.post(
            f"{told['Authority']}/{told['Tenant']}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": told["Client"],
                "client_secret": told["Secret"],
                "scope": told["Origin"] + "/.default",
            },
        )
        answer.raise_for_status()
        self.token = AccessToken(answer.json()["access_token"], int(time.time()) + 3000)

    def get_token(self, *scopes, **options):
        return self.token


class AsyncCredential(Credential):
    async def get_token(self, *scopes, **options):
        return self.token

    async def close(self):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass


def upsert_items(part):
    return [UpsertItem(alternate_key={o["key"]: o["value"]}, record=o["data"]) for o in part]


def groups(part):
    """The operations by kind and table, in lists that one call takes."""
    def same(o):
        return o["kind"], o["table"]
    for (kind, table), g in groupby(sorted(part, key=same), key=same):
        yield kind, table, list(g)


def put_into(batch, o):
    kind, table = o["kind"], o["table"]
    if kind == "create":
        batch.records.create(table, o["data"])
    elif kind == "update":
        batch.records.update(table, o["id"], o["data"])
    elif kind == "upsert":
        batch.records.upsert(table, upsert_items([o]))
    else:
        batch.records.delete(table, o["id"])


def check(result):
    if result.has_errors:
        raise RuntimeError(f"{len(result.failed)} of a batch failed: {result.failed[0]}")


def send_batch(client, part):
    batch = client.batch.new()
    for o in part:
        put_into(batch, o)
    check(batch.execute())


def send_lists(client, part):
    for kind, table, g in groups(part):
        if kind == "create":
            client.records.create(table, [o["data"] for o in g])
        elif kind == "update":
            client.records.update(table, [o["id"] for o in g], [o["data"] for o in g])
        elif kind == "upsert":
            client.records.upsert(table, upsert_items(g))
        else:
            send_batch(client, g)


async def send_async_batch(client, part):
    batch = client.batch.new()
    for o in part:
        put_into(batch, o)
    check(await batch.execute())


async def send_async(client, part):
    if told["Mode"] == "sdk-async-batch":
        await send_async_batch(client, part)
        return
    if size == 1:
        o = part[0]
        kind, table = o["kind"], o["table"]
        if kind == "create":
            await client.records.create(table, o["data"])
        elif kind == "update":
            await client.records.update(table, o["id"], o["data"])
        elif kind == "upsert":
            await client.records.upsert(table, upsert_items([o]))
        else:
            await client.records.delete(table, o["id"])
        return
    for kind, table, g in groups(part):
        if kind == "create":
            await client.records.create(table, [o["data"] for o in g])
        elif kind == "update":
            await client.records.update(table, [o["id"] for o in g], [o["data"] for o in g])
        elif kind == "upsert":
            await client.records.upsert(table, upsert_items(g))
        else:
            await send_async_batch(client, g)


def parts():
    for i in range(0, len(operations), size):
        yield operations[i:i + size]


def ready():
    print(json.dumps("ready"), flush=True)
    sys.stdin.readline()
    return time.perf_counter()


def say(done, begun):
    seconds = time.perf_counter() - begun
    print(json.dumps({"done": done, "failed": 0, "seconds": seconds, "note": ""}), flush=True)


def run():
    send = send_lists if told["Mode"] == "sdk" else send_batch
    with DataverseClient(told["Origin"], Credential()) as client:
        send(client, [warm_up])
        begun, done = ready(), 0
        for part in parts():
            if time.perf_counter() - begun > told["Limit"]:
                break
            send(client, part)
            done += len(part)
        say(done, begun)


async def run_async():
    async with AsyncCredential() as credential, AsyncDataverseClient(told["Origin"], credential) as client:
        await send_async(client, [warm_up])
        begun, done, rest = ready(), 0, parts()

        async def work():
            nonlocal done
            for part in rest:
                if time.perf_counter() - begun > told["Limit"]:
                    return
                await send_async(client, part)
                done += len(part)

        await asyncio.gather(*(work() for _ in range(told["Concurrency"])))
        say(done, begun)


if told["Mode"].startswith("sdk-async"):
    asyncio.run(run_async())
else:
    run()
