"""All cases, in their order."""
from . import signin, rows, annotations, related, many, guarded, metadata  # noqa: F401
from .client import cases

raise SystemExit(cases.run())
