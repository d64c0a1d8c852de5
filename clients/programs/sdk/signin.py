"""Signing in, by azure-identity."""
from azure.core.exceptions import ClientAuthenticationError

from case import same

from .client import case, client, env, sign_in, wait


@case("token by client credentials")
def _():
    same(len(wait(client.auth.credential.get_token(env.origin + "/.default")).token) > 20, True, "a token")


@case("wrong client secret")
def _():
    credential = sign_in("not~the.secret")
    try:
        wait(credential.get_token(env.origin + "/.default"))
    except ClientAuthenticationError as e:
        same("AADSTS7000215" in str(e), True, "AADSTS7000215 in the error")
        return "401 AADSTS7000215"
    finally:
        wait(credential.close())
    raise AssertionError("it was not refused")
