"""Plain requests, as most articles have it: a token by client credentials, a user by
e-mail address, a write with MSCRMCallerID, and the rest of the Web API.
"""
