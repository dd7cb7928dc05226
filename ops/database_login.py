"""The app's Entra identity as an ordinary login of Azure's PostgreSQL: a member of igshop_app, and no more.

Azure makes such logins by a function of its own, in the database `postgres` alone; roles are the whole server's.
"""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from shared.database.entra import unreadable
from shared.database.refusals import as_ours
from shared.errors import DatabaseUnavailable

_MAKE = "SELECT * FROM pgaadauth_create_principal_with_oid(%s, %s, 'service', false, false)"
ROLE = "igshop_app"


def make_login(url: str, name: str, object_id: str, *, password: str | None = None) -> bool:
    """Safe to run at every deployment; whether the login is new. The migrations, which make the role, come first."""
    try:
        place = make_conninfo(url, dbname="postgres")
        connection = psycopg.connect(place, autocommit=True, connect_timeout=10, password=password)
    except psycopg.OperationalError:
        raise DatabaseUnavailable("the database was not reached, or did not let this login in") from None
    except (psycopg.ProgrammingError, UnicodeError):
        raise unreadable() from None
    with connection:
        try:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
            if not known:
                connection.execute(_MAKE, [name, object_id])
            grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(ROLE), sql.Identifier(name))
            connection.execute(grant)
        except psycopg.Error as error:
            raise as_ours(error) from None
    return not known
