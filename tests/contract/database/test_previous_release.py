"""While a release is rolled out, the one before still runs: its statements must work on the new schema.

What a release asks was recorded when it was made (`tests/support/recording.py`) and is asked again here, of a database
with today's migrations. On the commit of a release its own recording is the newest, so the one before is asked as well.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from local.postgres import Postgres
from tests.support.recording import RELEASES, ROOT, migrated_database, record_release
from tests.support.recordings import Recording
from tests.support.replaying import Incompatible, replay


def _number(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))


RECORDED = sorted((file.stem for file in RELEASES.glob("*.jsonl")), key=_number)


def newest_release() -> str:
    """The first numbered heading of the changelog; 0.1.0 before there is one."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    return heading[1] if heading else "0.1.0"


def recording_of(release: str) -> Recording:
    return Recording.read(RELEASES / f"{release}.jsonl")


@pytest.fixture
def new(admin_url: str) -> Iterator[Callable[[], Postgres]]:
    """Makes databases with today's migrations, in which nothing has happened."""
    names: list[str] = []

    def make() -> Postgres:
        names.append(f"replayed_{uuid4().hex}")
        return migrated_database(names[-1])

    yield make
    with psycopg.connect(admin_url, autocommit=True) as maintenance:
        for name in names:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_the_newest_release_is_recorded() -> None:
    assert newest_release() in RECORDED


@pytest.mark.parametrize("release", RECORDED)
def test_a_recording_left_no_statement_of_its_release_out(release: str) -> None:
    recording = recording_of(release)
    assert recording.release == release
    assert recording.never_asked == []


@pytest.mark.parametrize("release", RECORDED[-2:])
def test_the_release_before_runs_on_todays_schema(new: Callable[[], Postgres], release: str) -> None:
    recording = recording_of(release)
    asked = sum(len(transaction.asked) for transaction in recording.transactions)
    assert replay(new().app_url, recording) == asked > 500


async def test_what_is_recorded_today_can_be_asked_again_in_a_year(
    new: Callable[[], Postgres], tmp_path: Path
) -> None:
    """And leaves nothing out: a new statement needs a scene in tests/support/release_scenario.py."""
    recording = await record_release(new().app_url, "9.9.9")
    assert recording.never_asked == []
    recording.write(tmp_path / "9.9.9.jsonl")
    read = Recording.read(tmp_path / "9.9.9.jsonl")
    assert read == recording
    assert replay(new().app_url, read, older=timedelta(days=365)) > 500


EXPANSION = b"""
  ALTER TABLE shop.events ADD COLUMN added text, ADD COLUMN counted integer NOT NULL DEFAULT 0;
  ALTER TABLE shop.parts DROP CONSTRAINT parts_state_check, ADD CONSTRAINT parts_state_check CHECK (state <> '');
  CREATE TABLE shop.added (tenant_id uuid PRIMARY KEY REFERENCES shop.tenants);
"""


def test_an_expansion_is_no_news_to_the_release_before(new: Callable[[], Postgres]) -> None:
    expanded = new()
    change(expanded, EXPANSION)
    replay(expanded.app_url, recording_of("0.1.0"))


@pytest.mark.parametrize(
    ("contraction", "broken"),
    [
        pytest.param(
            "ALTER TABLE shop.parts DROP COLUMN doubt_since",
            r"send\.outbox\.oldest: UndefinedColumn",
            id="a column is gone",
        ),
        pytest.param(
            "ALTER TABLE shop.knowledge RENAME COLUMN text_en TO body_en",
            r"catalog\.store\.put_entries: UndefinedColumn",
            id="a column is renamed",
        ),
        pytest.param(
            "ALTER TABLE shop.conversations DROP COLUMN last_answer_at",
            r"process\.conversation\.lock: no longer brings last_answer_at timestamptz",
            id="a column that was read by * is gone",
        ),
        pytest.param(
            "ALTER TABLE shop.conversations ALTER COLUMN rings TYPE integer",
            r"process\.conversation\.lock: no longer brings rings int2",
            id="a column has another type",
        ),
        pytest.param(
            "ALTER TABLE shop.accounts ADD CHECK (state <> 'token_dead')",
            r"send\.outbox\.stop_account: CheckViolation",
            id="a check is tightened",
        ),
        pytest.param(
            "ALTER TABLE shop.events ADD COLUMN channel text NOT NULL",
            r"process\.conversation\.add_events: NotNullViolation",
            id="a new column must be filled",
        ),
        pytest.param(
            "DROP FUNCTION shop.note_poison", r"shared\.consume\.note_poison: UndefinedFunction", id="a function is gone"
        ),
        pytest.param(
            "REVOKE INSERT ON shop.turns FROM igshop_app",
            r"process\.turn\.commit: InsufficientPrivilege",
            id="a right is taken back",
        ),
        pytest.param(
            "CREATE POLICY quiet ON shop.events AS RESTRICTIVE FOR SELECT USING (author <> 'customer')",
            r"process\.turn\.lines: 0 rows instead of 1",
            id="a policy hides rows",
        ),
    ],
)  # fmt: skip
def test_a_contraction_is_told_by_the_statement_that_it_breaks(
    new: Callable[[], Postgres], contraction: str, broken: str
) -> None:
    contracted = new()
    change(contracted, contraction.encode())
    with pytest.raises(Incompatible, match=f"^{broken}"):
        replay(contracted.app_url, recording_of("0.1.0"))


def change(database: Postgres, sql: bytes) -> None:
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute(sql)
