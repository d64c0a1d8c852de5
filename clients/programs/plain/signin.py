"""Signing in."""
import requests

from case import has, refused, same

from .client import JSON, case, env, ok, send, session, sign_in


@case("token by client credentials")
def _():
    answer = ok(sign_in(env.secret), 200).json()
    same(answer["token_type"], "Bearer")
    session.headers["Authorization"] = "Bearer " + answer["access_token"]


@case("wrong client secret")
def _():
    answer = sign_in("not~the.secret")
    same(answer.json()["error"], "invalid_client")
    return refused((answer.status_code, "AADSTS" + str(answer.json()["error_codes"][0])), 401, "AADSTS7000215")


@case("no token")
def _():
    answer = requests.get(env.root + "WhoAmI", headers=JSON, timeout=60)
    same("authorization_uri=" in answer.headers["WWW-Authenticate"], True, "authorization_uri")
    same(answer.status_code, 401, "status")
    return "401"


@case("WhoAmI")
def _():
    me = ok(send("GET", "WhoAmI"), 200).json()
    row = env.get(f"systemusers({me['UserId']})?$select=applicationid,_businessunitid_value")
    has(row, {"applicationid": env.client_id, "_businessunitid_value": me["BusinessUnitId"]})
