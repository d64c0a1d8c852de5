"""How requests are sent."""
import requests

from case import Cases, entity_id, environment

cases = Cases("requests")
case = cases.case
env = environment()
session = requests.Session()
JSON = {"Accept": "application/json", "OData-MaxVersion": "4.0", "OData-Version": "4.0"}


def sign_in(secret):
    return session.post(f"{env.authority}/{env.tenant}/oauth2/v2.0/token", data={
        "grant_type": "client_credentials", "client_id": env.client_id, "client_secret": secret, "scope": env.origin + "/.default",
    }, timeout=60)


def send(method, path, body=None, params=None, **headers):
    url = path if path.startswith("https:") else env.root + path
    return session.request(method, url, json=body, params=params, headers={**JSON, **{k.replace("_", "-"): v for k, v in headers.items()}}, timeout=60)


def ok(answer, status):
    if answer.status_code != status:
        raise AssertionError(f"status {answer.status_code}, want {status}: {answer.text[:200]}")
    return answer


def error(answer):
    if answer.status_code < 400:
        raise AssertionError(f"status {answer.status_code}, want a refusal")
    return answer.status_code, answer.json()["error"]["code"]


def created(answer):
    return entity_id(ok(answer, 204).headers["OData-EntityId"])


def account(**columns):
    return created(send("POST", "accounts", {"name": env.name(), **columns}))


def numbered():
    """Five accounts under a name of their own, whose number of employees counts."""
    prefix = env.name("page")
    for n in range(5):
        env.post("accounts", name=f"{prefix} {n}", numberofemployees=n)
    return prefix
