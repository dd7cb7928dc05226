"""PgBouncer in transaction mode in front of a real PostgreSQL, like the one that Azure offers on port 6432.

A program of the system and not of a wheel, so only what is asked for with `--pgbouncer` needs it.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg
import pytest
from psycopg.rows import dict_row

from local.postgres import LOGIN

#: Connections to the server for one database and login: fewer than the product's pool has, so that they are shared.
SERVER_CONNECTIONS = 4
SUPERUSER = "postgres"

_SETTINGS = """\
[databases]
* = host={host} port={server_port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
admin_users = {superuser}
pool_mode = transaction
default_pool_size = {server_connections}
max_client_conn = 200
server_reset_query =
"""


def program() -> str:
    # Debian puts it where only root looks.
    found = shutil.which("pgbouncer", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
    if found is None:
        raise pytest.UsageError("--pgbouncer needs the program of that name, of Debian's package pgbouncer")
    return found


class PgBouncer:
    """Started with the object, ended with the process or by `stop`."""

    def __init__(
        self, server_url: str, *, run_as: str | None, server_connections: int = SERVER_CONNECTIONS
    ) -> None:
        self.server_connections = server_connections
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="igshop-pgbouncer-"))
        self._log = self._folder / "log"
        settings = self._write_settings(server_url)
        with self._log.open("wb") as log:
            # It refuses to be root, and the server's folder is open to the server's own user only.
            self._process = subprocess.Popen([program(), settings], stdout=log, stderr=log, user=run_as)
        atexit.register(self.stop)
        self._wait_until_up()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        atexit.unregister(self.stop)

    def url_of(self, url: str) -> str:
        """The same login and database by way of the bouncer."""
        parts = urlsplit(url)
        user = parts.username or SUPERUSER
        return urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{self.port}", query=""))

    def servers(self) -> list[int]:
        """Backends it is connected to."""
        return [row["remote_pid"] for row in self._show("SERVERS")]

    def forget(self, pid: int) -> None:
        """Returns once it has noticed that this backend is gone."""
        deadline = time.monotonic() + 10
        while pid in self.servers():
            assert time.monotonic() < deadline, f"still holds on to {pid}"

    def _show(self, what: str) -> list[dict[str, Any]]:
        console = f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/pgbouncer"
        with psycopg.connect(console, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(f"SHOW {what}".encode()).fetchall()

    def _write_settings(self, server_url: str) -> Path:
        server = urlsplit(server_url)
        users = self._folder / "users.txt"
        users.write_text("".join(f'"{name}" ""\n' for name in (LOGIN, SUPERUSER)))
        settings = self._folder / "pgbouncer.ini"
        settings.write_text(
            _SETTINGS.format(
                host=parse_qs(server.query).get("host", [server.hostname])[0],
                server_port=server.port or 5432,
                port=self.port,
                users=users,
                superuser=SUPERUSER,
                server_connections=self.server_connections,
            )
        )
        self._folder.chmod(0o755)
        return settings

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + 10
        while True:
            try:
                self._show("VERSION")
            except psycopg.OperationalError:
                assert self._process.poll() is None, self._log.read_text()
                assert time.monotonic() < deadline, self._log.read_text()
            else:
                return


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
