"""Before new code: the database's schema, and the app's identity as a login that owns nothing.

Migrations never break the release that is still running, so they come first. Whoever deploys must be the database's
administrator, or of the group that is.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import Stopped, az, ending_in_words
from packages import operate

RULE, API = "deploying", "2025-08-01"
Operate = Callable[[Sequence[str], Mapping[str, str]], None]


def work(environ: Mapping[str, str], operate: Operate = operate) -> None:
    needed = ("DATABASE_MIGRATION_URL", "APP_IDENTITY_NAME", "APP_IDENTITY_OBJECT_ID", "DATABASE_SERVER_ID")
    if lacking := [name for name in needed if not environ.get(name)]:
        raise Stopped(f"{', '.join(lacking)} unknown: run azd provision first")
    with _let_in(environ):
        try:
            operate(["migrate"], environ)
            operate(
                ["database-login", environ["APP_IDENTITY_NAME"], environ["APP_IDENTITY_OBJECT_ID"]], environ
            )
        except Stopped as stopped:
            if environ.get("DATABASE_CLIENT_ADDRESS"):
                raise
            raise Stopped(
                f"{stopped}\nIf the database was not reached: its firewall lets in Azure's addresses only. Set "
                "DATABASE_CLIENT_ADDRESS to the public IPv4 address of this machine, which is then let in "
                "for as long as this takes."
            ) from None


@contextmanager
def _let_in(environ: Mapping[str, str]) -> Iterator[None]:
    """This machine's address, where one was given, and not for longer than needed."""
    address, server = environ.get("DATABASE_CLIENT_ADDRESS", ""), environ.get("DATABASE_SERVER_ID", "")
    if not address:
        yield
        return
    _set_rule(server, address)
    try:
        yield
    finally:
        # A lock forbids to delete the rule, so it lets in what another rule lets in anyway: Azure.
        _set_rule(server, "0.0.0.0")  # noqa: S104  # an address of Azure's firewall, nothing listens there


def _set_rule(server: str, address: str) -> None:
    with TemporaryDirectory() as folder:
        # In a file, for a batch file (which az is on Windows) would take the quotes apart.
        properties = Path(folder) / "rule.json"
        properties.write_text(
            json.dumps({"startIpAddress": address, "endIpAddress": address}), encoding="utf-8"
        )
        place = ["--id", f"{server}/firewallRules/{RULE}", "--api-version", API]
        az("resource", "create", *place, "--properties", f"@{properties}")


if __name__ == "__main__":
    sys.exit(ending_in_words(work))
