"""All cases, in their order."""
from . import signin, rows, related, many, guarded, metadata  # noqa: F401
from .client import cases

raise SystemExit(cases.run())
