"""A functions host in Python: runs a function_app.py by its decorators, with the platform's rules."""

from local.host.host import Host

__all__ = ["Host"]
