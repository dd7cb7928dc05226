"""What an error of PostgreSQL becomes: an outage that is worth another try, or a refusal.

PostgreSQL quotes rows ("Failing row contains …", the value of an `invalid input syntax`), and what a trigger raises
ends in the platform's log. So only codes and the schema's own names go on: no message, no detail, no cause.
"""

from typing import TYPE_CHECKING

from shared.errors import DatabaseRefused, DatabaseUnavailable

if TYPE_CHECKING:
    import psycopg

#: What passes by itself, by the beginning of its SQLSTATE (PostgreSQL's manual, appendix A).
OUTAGES = (
    "08",  # the connection; PgBouncer's own refusals are all 08P01
    "25006",  # read-only: a standby before its promotion, or a full disk
    "25P03",  # the session was ended for being idle in its transaction
    "25P04",  # the transaction was ended for its length
    "40",  # a deadlock, or somebody else was first
    "53",  # no connection, memory or disk left
    "55P03",  # a lock that was not to be had in time
    "57",  # cancelled, shutting down, starting up
    "58",  # the server's own files fail it
)


def as_ours(error: "psycopg.Error") -> DatabaseUnavailable | DatabaseRefused:
    """To be raised `from None`: the cause holds what must not be shown."""
    from psycopg import DatabaseError, InterfaceError, OperationalError

    code, name = error.diag.sqlstate or error.sqlstate, type(error).__name__
    if code is None:
        # The connection was lost or not to be had, which may come as the plainest of classes; a mistake of ours that
        # was never sent has a class of its own.
        passes = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
    else:
        passes = code.startswith(OUTAGES)
    if passes:
        return DatabaseUnavailable(f"PostgreSQL: {name}")
    places = {
        "constraint": error.diag.constraint_name,
        "table": error.diag.table_name,
        "column": error.diag.column_name,
    }
    where = "".join(f", {place} {named}" for place, named in places.items() if named)
    return DatabaseRefused(f"PostgreSQL: {code or 'no code'} {name}{where}", sqlstate=code, **places)
