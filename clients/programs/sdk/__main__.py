"""All cases, in their order, and what the SDK has no call for."""
from . import signin, rows, annotations, many, guarded, metadata  # noqa: F401
from .client import cases, client, is_async, wait

for capability, reason in {
    "no token": "it signs in before it asks",
    "WhoAmI": "no functions",
    "create, return=representation": "no preference of it",
    "$count of an entity set": "no such request",
    "update, return=representation": "no preference of it",
    "update and clear one column": "no such request",
    "upsert by id": "by alternate key alone",
    "associate and disassociate, 1:N": "relationships of tables, not of rows",
    "associate and disassociate, N:N": "relationships of tables, not of rows",
    "associate and disassociate, lookup": "by @odata.bind alone",
    "related rows by navigation property": "rows of a table alone",
    "one of the related rows, by its key": "rows of a table alone",
    "references of related rows": "rows of a table alone",
    "annotations, return=representation": "no preference of it",
    "columns of a table, $expand": "by a request of their own",
    "Content-ID in @odata.id": "relationships of tables, not of rows",
    "elastic table, partitionId": "no partitions",
    "bypass of custom logic, tag": "no header of it",
    "bound function": "no functions",
    "unbound action": "no actions",
    "action bound to a row": "no actions",
    "action bound to a collection": "no actions",
    "MSCRMCallerID": "no impersonation",
    "CallerObjectId": "no impersonation",
    "duplicate detection": "no header of it",
    "If-None-Match: the row is as it was": "no ETags",
    "If-Match: update of the version known": "no ETags",
    "stale ETag, update": "no ETags",
    "stale ETag, delete": "no ETags",
    "create only, the row is there": "no If-None-Match",
    "length of a text column": "by RetrieveMetadataChanges",
    "$metadata": "no such request",
    "missing privilege of the user acted for": "no impersonation",
}.items():
    cases.missing(capability, reason)
failed = cases.run()
if is_async:
    wait(client.__aexit__(None, None, None))
    wait(client.auth.credential.close())
raise SystemExit(failed)
