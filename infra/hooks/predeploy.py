"""Before new code: the database's schema, and the app's identity as a login that owns nothing.

Migrations never break the release that is still running, so they come first. Whoever deploys must be the database's
administrator, or of the group that is.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from commands import Stopped, az, ending_in_words
from packages import operate

RULE = "deploying"
Operate = Callable[[Sequence[str], Mapping[str, str]], None]


def work(environ: Mapping[str, str], operate: Operate = operate) -> None:
    needed = ("DATABASE_MIGRATION_URL", "APP_IDENTITY_NAME", "APP_IDENTITY_OBJECT_ID")
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
    address = environ.get("DATABASE_CLIENT_ADDRESS", "")
    if not address:
        yield
        return
    where = [
        "--resource-group",
        environ.get("AZURE_RESOURCE_GROUP", ""),
        "--name",
        environ.get("DATABASE_SERVER", ""),
    ]
    rule = ["postgres", "flexible-server", "firewall-rule"]
    az(
        *rule,
        "create",
        *where,
        "--rule-name",
        RULE,
        "--start-ip-address",
        address,
        "--end-ip-address",
        address,
    )
    try:
        yield
    finally:
        az(*rule, "delete", *where, "--rule-name", RULE, "--yes")


if __name__ == "__main__":
    sys.exit(ending_in_words(work))
