"""Plain requests: a token by client credentials, then one request per record.

requests does not promise that a Session is safe between threads, so each
thread has one of its own, kept for all it sends.
"""
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

told = json.loads(sys.stdin.readline())
with open(told["Operations"]) as f:
    warm_up, *operations = [json.loads(line) for line in f]


def token(session):
    answer = session.post(
        f"{told['Authority']}/{told['Tenant']}/oauth2/v2.0/token",
        data={
            "grant_type": "client_credentials",
            "client_id": told["Client"],
            "client_secret": told["Secret"],
            "scope": told["Origin"] + "/.default",
        },
    )
    answer.raise_for_status()
    return answer.json()["access_token"]


bearer = token(requests.Session())
local = threading.local()


def session():
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.headers.update({
            "Authorization": "Bearer " + bearer,
            "Accept": "application/json",
            "OData-MaxVersion": "4.0",
            "OData-Version": "4.0",
        })
    return local.session


def send(o):
    url, method, headers = told["Root"] + o["set"], "PATCH", {}
    kind = o["kind"]
    if kind == "create":
        method = "POST"
    elif kind == "upsert":
        url += f"({o['key']}='{o['value']}')"
    else:
        url += f"({o['id']})"
    if kind == "update":
        headers["If-Match"] = "*"
    if kind == "delete":
        method = "DELETE"
    answer = session().request(method, url, json=o.get("data"), headers=headers)
    answer.raise_for_status()


done, failed, note = 0, 0, ""
lock = threading.Lock()
rest = iter(operations)


def work():
    global done, failed, note
    while time.perf_counter() < end:
        with lock:
            o = next(rest, None)
        if o is None:
            return
        try:
            send(o)
            with lock:
                done += 1
        except requests.RequestException as e:
            with lock:
                failed, note = failed + 1, str(e)


send(warm_up)
print(json.dumps("ready"), flush=True)
sys.stdin.readline()
begun = time.perf_counter()
end = begun + told["Limit"]
if told["Concurrency"] == 1:
    work()
else:
    with ThreadPoolExecutor(told["Concurrency"]) as pool:
        for _ in range(told["Concurrency"]):
            pool.submit(work)
seconds = time.perf_counter() - begun
print(json.dumps({"done": done, "failed": failed, "seconds": seconds, "note": note}), flush=True)
