"""The Dataverse SDK for Python, Microsoft's own, by its two clients: "sync" and
"async" as the argument says. The cases are the same; what a coroutine gives is
waited for.
"""
