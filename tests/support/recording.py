"""Records what a release asks of the database, so that the next one's schema can be tried on it.

`python -m tests.support.recording`, run on the commit of each release, plays the scenario against a new database and
writes `releases/<version of pyproject.toml>.jsonl`. It refuses to leave a statement of the product out, and to replace
a recording: what a release asked does not change any more.
"""

import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from local.postgres import Postgres
from ops.migrate import migrate, migrations
from ops.terminal import complete
from shared.database import Answer, Database, Transaction
from shared.secret import Secret
from tests.support.postgres import new_database
from tests.support.recordings import Asked, Recorded, Recording, Statement
from tests.support.release_acts import ARRANGED
from tests.support.release_scenario import play
from tests.support.stages import StageApp
from tests.support.statements import statements_of

ROOT = Path(__file__).parents[2]
RELEASES = ROOT / "tests" / "contract" / "database" / "releases"


class _WatchedTransaction(Transaction):
    def __init__(self, watched: Transaction) -> None:
        self._watched = watched
        self.heard: list[tuple[bytes, dict[str, object], Answer]] = []

    async def queue(self, statement: bytes, params: Mapping[str, object]) -> Answer:
        answer = await self._watched.queue(statement, params)
        self.heard.append((statement, dict(params), answer))
        return answer


class RecordingDatabase(Database):
    """The product's own. Remembers a transaction when it has ended: with pipelines, only then are row counts known."""

    def __init__(self, url: Secret, *, release: str) -> None:
        super().__init__(url)
        statements = statements_of(ROOT, ARRANGED)
        self._names = {text: name for name, text in statements.items()}
        self.recording = Recording(release, {n: Statement(text.decode()) for n, text in statements.items()})

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        """Below `tenant` and `crossing`, so that the tenant's `set_config` is heard as well."""
        watched: _WatchedTransaction | None = None
        committed = False
        try:
            async with super()._transaction() as transaction:
                watched = _WatchedTransaction(transaction)
                yield watched
            committed = True
        finally:
            if watched is not None:
                asked = [self._asked(*heard) for heard in watched.heard]
                self.recording.transactions.append(Recorded(asked, committed))

    def _asked(self, text: bytes, params: dict[str, object], answer: Answer) -> Asked:
        name = self._names[text]
        described = {column.name: column.type_display for column in answer.cursor.description or ()}
        self.recording.statements[name].columns.update(described)
        return Asked(name, params, answer.cursor.rowcount)


def migrated_database(name: str) -> Postgres:
    """A database of its own with today's schema, which the app's login may enter."""
    database = new_database(name)
    list(migrate(database.admin_url, migrations()))
    database.create_login()
    return database


async def record_release(app_url: str, release: str) -> Recording:
    """What the code at hand asks, played on a database in which nothing has happened yet."""
    database = RecordingDatabase(Secret(app_url), release=release)
    app = StageApp(app_url)
    vars(app).update(database=database)
    await play(app)
    await database.close()
    return database.recording


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    release = project["project"]["version"]
    file = RELEASES / f"{release}.jsonl"
    if file.exists():
        raise SystemExit(f"{file.name} is there already: raise the version in pyproject.toml first")
    recording = complete(record_release(migrated_database("recorded").app_url, release))
    if recording.never_asked:
        raise SystemExit(f"release_scenario.py leaves out: {', '.join(recording.never_asked)}")
    recording.write(file)


if __name__ == "__main__":
    main()
