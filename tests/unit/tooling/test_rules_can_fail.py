"""Each repository rule on a small tree that keeps it, and on the same tree with one fault in it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.test_repository_rules import RULES
from tests.unit.tooling.rules import (
    app_files,
    cold_import,
    imports,
    layout,
    locks,
    log_events,
    migrations,
    proofs,
    text,
)

Rule = Callable[[Path], list[str]]

MIGRATION = "shared/database/migrations/0002_more.sql"
EXPANDS = """-- DROP TABLE a; and /* RENAME /* TRUNCATE a */ DELETE FROM a */
/* DROP TABLE a; /* inner */ TRUNCATE a; */
ALTER TABLE shop.a ADD COLUMN note text, ADD n numeric(12, 3) NOT NULL DEFAULT 0,
  ADD m int GENERATED ALWAYS AS (1) STORED NOT NULL, ALTER COLUMN old DROP NOT NULL;
ALTER TABLE shop.a DROP CONSTRAINT IF EXISTS a_check, ADD CONSTRAINT a_check CHECK (kind IN ('x', 'DROP TABLE a'));
ALTER TYPE shop.mood ADD VALUE 'TRUNCATE a';
CREATE TABLE shop.b (b int PRIMARY KEY REFERENCES shop.a ON DELETE CASCADE, "drop it" text NOT NULL);
COMMENT ON TABLE shop.b IS 'It''s not; DROP TABLE shop.b';
CREATE FUNCTION shop.forget() RETURNS void LANGUAGE sql AS $$ DELETE FROM shop.a; TRUNCATE shop.a $$;
CREATE TRIGGER t AFTER DELETE ON shop.b EXECUTE FUNCTION shop.forget('DROP TABLE a');
CREATE UNIQUE INDEX one ON shop.b (b);
DO $do$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['a'] LOOP EXECUTE format('GRANT SELECT, TRUNCATE ON shop.%I TO igshop_app', name); END LOOP;
END $do$;
GRANT EXECUTE ON FUNCTION shop.forget TO igshop_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA shop FROM PUBLIC;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing
"""
LOG_TABLE, LOGGING = "docs/logs.md", "send/post.py"
LOGGED = """| event | when | fields |
|---|---|---|
| `send.sent` | posted | `tenant`, `conversation`, `part` |
| `send.kept` | not | `tenant`, `conversation`, `part` |
"""
LOGS = """import logging
logging.getLogger("httpx").setLevel(logging.WARNING)
event("send.sent" if posted else "send.kept", level=logging.ERROR, **part.key.names, part=1)
"""
PIN = "pydantic==2.14.3 \\\n    --hash=sha256:aa\n"
SOUND = {
    ".gitignore": "ignored/\n*.log\n",
    ".funcignore": "local\ntests\ninfra\nazure.yaml\n.azure\nlocal.settings.json\n.venv\n.local\n*.md\n",
    "README.md": "# Shop\n\n[Design](docs/design.md)\n\n| `DATABASE_URL` | where the data is |\n",
    "docs/design.md": "[Back](../README.md#shop), [elsewhere](https://example.com)\n",
    "function_app.py": "from ingest import webhook\n",
    "ingest/__init__.py": "",
    "ingest/webhook.py": "from shared import contracts\nfrom . import parse\n",
    "ingest/parse.py": "",
    "shared/__init__.py": "",
    "shared/contracts.py": "import json\n",
    "shared/settings.py": 'ENVIRONMENT: tuple[str, ...] = ("DATABASE_URL",)\n',
    "local/world.py": "from shared.contracts import Event\nfrom shared import contracts\nimport local.host\n",
    "shared/database/migrations/0001_first.sql": "CREATE TABLE shop.old (x int); DROP TABLE shop.old;",
    MIGRATION: EXPANDS,
    LOG_TABLE: LOGGED,
    LOGGING: LOGS,
    "shared/telemetry.py": "import logging\n_log = logging.getLogger('igshop')\n",
    "ops/__main__.py": "print('done')\n",
    "tests/test_all.py": "import ingest.webhook, local.world\ndef test_it(): ...\n",
    "docs/proof.md": "`test_it`, all of `tests/test_all.py` and `test_all.py`\n",
    "code/example.py": "",
    "host.json": json.dumps({"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}),
    "local.settings.example.json": json.dumps(
        {
            "IsEncrypted": False,
            "Values": {"FUNCTIONS_WORKER_RUNTIME": "python", "AzureWebJobsStorage": "", "DATABASE_URL": ""},
        }
    ),
    "pyproject.toml": '[project]\ndependencies = ["pydantic>=2"]\n[dependency-groups]\ndev = ["pytest>=9"]\n',
    "requirements.txt": PIN,
    "requirements-dev.txt": f"{PIN}pytest==9.2.0 \\\n    --hash=sha256:bb\n",
    "ignored/rubbish.py": "import function_app\n# TO" + "DO\n",
}

KEY = "q9Xz2LmP0aRt" + "7VbKc4WsYd8E" + "fGh1JnU5oI6T" + "wQ3Zx2q9a0P"  # no key to anything
FAULTS: list[tuple[Rule, str, str, str]] = [
    # rule, file, what it holds, the violation
    (
        imports.broken_borders,
        "ingest/parse.py",
        "import json\nimport process.turn\n",
        "ingest/parse.py:2: ingest must",
    ),
    (
        imports.broken_borders,
        "ingest/parse.py",
        "def f():\n    from send import post\n",
        "ingest/parse.py:2: ingest",
    ),
    (
        imports.broken_borders,
        "catalog/a.py",
        "import importlib\nimportlib.import_module('ops.index')\n",
        "catalog/a.py:2:",
    ),
    (imports.broken_borders, "send/a/b.py", "from ...process import turn\n", "send/a/b.py:1: send must"),
    (imports.broken_borders, "shared/contracts.py", "import merchant\n", "shared must not import merchant"),
    (
        imports.broken_borders,
        "shared/contracts.py",
        "from ops import migrate\n",
        "shared must not import ops.migrate",
    ),
    (
        imports.broken_borders,
        "function_app.py",
        "import local.host\n",
        "function_app.py:1: function_app must not",
    ),
    (
        imports.broken_borders,
        "ops/doctor.py",
        "from tests import support\n",
        "ops must not import tests.support",
    ),
    (imports.broken_borders, "local/world.py", "import shared\n", "local must not import shared"),
    (
        imports.broken_borders,
        "local/world.py",
        "from shared.settings import Settings\n",
        "import shared.settings.Settings",
    ),
    (
        imports.broken_borders,
        "local/world.py",
        "from ingest import parse\n",
        "local must not import ingest.parse",
    ),
    (cold_import.loaded_too_early, "shared/contracts.py", "import httpx\n", "importing it loads httpx"),
    (
        cold_import.loaded_too_early,
        "shared/contracts.py",
        "import os\nos.environ['ABSENT']\n",
        "KeyError: 'ABSENT'",
    ),
    (text.too_long, "send/post.py", "x = 1\n" * 401, "send/post.py:401: longer than 400"),
    (text.too_long, "function_app.py", "x = 1\n" * 120, "function_app.py:120: longer than 119"),
    (text.too_long, "README.md", "\n" * 150, "README.md:150: longer than 149"),
    (text.unfinished, "send/post.py", "x = 1\n# TO" + "DO: the rest\n", "send/post.py:2: left unfinished"),
    (text.unfinished, "send/post.py", "raise NotImplemented" + "Error\n", "send/post.py:1: left unfinished"),
    (
        text.unfinished,
        "tests/test_a.py",
        "@pytest.mark." + "skipif(True)\n",
        "tests/test_a.py:1: left unfinished",
    ),
    (text.unfinished, "tests/test_a.py", "pytest." + "xfail()\n", "tests/test_a.py:1: left unfinished"),
    (
        text.machine_paths,
        "docs/design.md",
        "see /ro" + "ot/notes/a\n",
        "docs/design.md:1: a path of one machine",
    ),
    (
        text.machine_paths,
        "send/post.py",
        "'C:" + "\\\\Users\\\\me'\n",
        "send/post.py:1: a path of one machine",
    ),
    (
        text.registry_hosts,
        "requirements.txt",
        "--index" + "-url https://mirror.example\n",
        "requirements.txt:1: a package",
    ),
    (
        text.registry_hosts,
        "docs/design.md",
        "from https://pypi" + ".org/x\n",
        "docs/design.md:1: a package registry",
    ),
    (text.secrets, "docs/design.md", f"token: IGAA{'Qw3' * 9}\n", "docs/design.md:1: looks like a key"),
    (text.secrets, "send/post.py", f'KEY = "{KEY}"\n', "send/post.py:1: looks like a key"),
    (text.secrets, "docs/key.pem", "-----BEGIN PRIVATE" + " KEY-----\n", "docs/key.pem:1: looks like a key"),
    (app_files.host_json, "host.json", '{\n"version": }', "host.json:2: Expecting value"),
    (app_files.host_json, "host.json", '{"version": "2.0"}', "host.json:1: extensions.http.routePrefix"),
    (app_files.funcignore, ".funcignore", "tests\nlocal.*\n.venv\n.local\n", "lets local be published"),
    (app_files.funcignore, ".funcignore", SOUND[".funcignore"] + "s*\n", "keeps send from being published"),
    (
        app_files.example_settings,
        "local.settings.example.json",
        '{"IsEncrypted": true}',
        "needs IsEncrypted false",
    ),
    (
        app_files.example_settings,
        "local.settings.example.json",
        SOUND["local.settings.example.json"].replace("DATABASE_URL", "DATABASE"),
        "DATABASE_URL is missing",
    ),
    (
        app_files.example_settings,
        "shared/settings.py",
        "ENVIRONMENT: tuple[str, ...] = ()\n",
        "read by nobody",
    ),
    (app_files.readme_settings, "README.md", "# Shop\n", "DATABASE_URL is not in the settings table"),
    (
        layout.broken_links,
        "README.md",
        "\n![chat](docs/images/a.png)\n",
        "README.md:2: docs/images/a.png does not",
    ),
    (layout.broken_links, "docs/design.md", "[a](READ.md#b)\n", "docs/design.md:1: READ.md#b does not exist"),
    (layout.code_is_no_package, "code/__init__.py", "", "hides the standard library"),
    (
        locks.locks_disagree,
        "requirements.txt",
        PIN.replace("2.14.3", "2.14.2"),
        "is not what requirements-dev.txt has",
    ),
    (
        locks.locks_disagree,
        "requirements.txt",
        PIN.replace("aa", "ab"),
        "is not what requirements-dev.txt has",
    ),
    (
        locks.locks_disagree,
        "requirements-dev.txt",
        f"{PIN}pytest==9.2.0\n",
        "requirements-dev.txt:3: pytest==9.2.0 has no",
    ),
    (locks.locks_miss_dependencies, "requirements-dev.txt", PIN, "nothing here satisfies pytest>=9"),
    (
        locks.locks_miss_dependencies,
        "requirements.txt",
        PIN.replace("2.14.3", "2.14.3 ; sys_platform == 'win32'"),
        "nothing here satisfies pydantic>=2",
    ),
    (proofs.proofs_without_tests, "docs/proof.md", "\n`test_gone`", "docs/proof.md:2: there is no test_gone"),
    (proofs.proofs_without_tests, "docs/proof.md", "`tests/test_gone.py`", "there is no tests/test_gone.py"),
    (
        locks.locks_miss_dependencies,
        "pyproject.toml",
        SOUND["pyproject.toml"].replace("pydantic>=2", "pydantic>=3"),
        "requirements.txt:1: nothing here satisfies pydantic>=3",
    ),
]


def contraction(sql: str, line: int, what: str) -> tuple[Rule, str, str, str]:
    return migrations.contracting_migrations, MIGRATION, f"SELECT 1;\n{sql};", f"{MIGRATION}:{line}: {what}"


FAULTS += [
    contraction("DROP TABLE shop.a", 2, "drops what"),
    contraction("ALTER TABLE shop.a\n  DROP COLUMN note", 3, "drops what"),
    contraction("alter table shop.a drop note", 2, "drops what"),
    contraction("ALTER TABLE shop.a ALTER COLUMN note DROP DEFAULT", 2, "drops what"),
    contraction("-- widened\nDROP POLICY of_tenant ON shop.a", 3, "drops what"),
    contraction("ALTER TABLE shop.a RENAME COLUMN note TO notes", 2, "renames what"),
    contraction('ALTER TABLE shop.a ALTER "a note" TYPE text', 2, "changes the type"),
    contraction("ALTER TABLE shop.a ALTER COLUMN note SET DATA TYPE text", 2, "changes the type"),
    contraction("ALTER TABLE shop.a ALTER COLUMN note SET NOT NULL", 2, "refuses rows"),
    contraction("ALTER TABLE shop.a ADD b int DEFAULT 0,\n  ADD c numeric(12, 3) NOT NULL", 3, "adds a column"),
    contraction("TRUNCATE shop.a", 2, "deletes rows"),
    contraction("ALTER TABLE shop.a ADD CHECK (note <> 'late') NOT VALID", 2, "adds a rule"),
    contraction("ALTER TABLE shop.a\n ADD CONSTRAINT one UNIQUE (note)", 3, "adds a rule"),
    contraction("ALTER TABLE shop.a ALTER COLUMN note SET DEFAULT 'x'", 2, "adds a rule"),
    contraction("CREATE UNIQUE INDEX one ON shop.a (note)", 2, "adds a rule"),
    contraction("CREATE TRIGGER t BEFORE INSERT ON shop.a EXECUTE FUNCTION f()", 2, "adds a rule"),
    contraction("CREATE POLICY p ON shop.a AS RESTRICTIVE USING (false)", 2, "adds a rule"),
    contraction("CREATE OR REPLACE FUNCTION shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", 2, "adds a rule"),
    contraction("WITH gone AS (DELETE FROM shop.a RETURNING 1) SELECT 1", 2, "deletes rows"),
    contraction("REVOKE UPDATE ON shop.a FROM igshop_app", 2, "takes back"),
    contraction("REVOKE ALL ON FUNCTION shop.f FROM PUBLIC, igshop_app", 2, "takes back"),
    contraction("ALTER TABLE shop.a DROP CONSTRAINT a_check, ADD CONSTRAINT b_check CHECK (true)", 2, "drops the constraint a_check"),
    contraction("ALTER TABLE shop.a DROP CONSTRAINT c; ALTER TABLE shop.b ADD CONSTRAINT c CHECK (true)", 2, "drops the constraint c"),
    contraction("DO $$ BEGIN\n  ALTER TABLE shop.a DROP note; END $$", 3, "drops what"),
    contraction("DO $$ BEGIN\n  EXECUTE 'ALTER TABLE shop.' || 'a' || ' DROP note'; END $$", 3, "drops what"),
]  # fmt: skip


def logging_fault(source: str, what: str, line: int = 4) -> tuple[Rule, str, str, str]:
    return log_events.log_events, LOGGING, f"{LOGS}{source}\n", f"{LOGGING}:{line}: {what}"


FAULTS += [
    logging_fault("event(name, part=1)", "an event's name is written out"),
    logging_fault("event('send.' + what, part=1)", "an event's name is written out"),
    logging_fault("event('sent', part=1)", "sent is not of the form"),
    logging_fault("event('send.Sent', part=1)", "send.Sent is not of the form"),
    logging_fault("event('send.lost', part=1)", "send.lost is not in docs/logs.md"),
    logging_fault("event('send.sent', part=1)", "send.sent and docs/logs.md:3 differ in conversation, tenant"),
    logging_fault("event('send.sent', **key.names, part=1, mid='m')", "mid must not be logged"),
    logging_fault("event('send.sent', **key.names, **more)", "an event's fields are named"),
    logging_fault("def f():\n    logging.getLogger('a').info('b')", "logging.getLogger goes past", line=5),
    logging_fault("logging.warning('b')", "logging.warning goes past"),
    logging_fault("from logging import getLogger", "import logging itself"),
    logging_fault("print('here')", "print goes past"),
    logging_fault("logging.root.warning('b')", "logging.root.warning goes past"),
    logging_fault("from shared.telemetry import event as tell", "event keeps its name"),
    logging_fault("from shared import telemetry", "import event itself"),
    logging_fault("import shared.telemetry as t", "import event itself"),
    logging_fault("traceback.print_exc()", "traceback.print_exc goes past"),
    (log_events.log_events, LOG_TABLE, LOGGED.replace("part", "phone"), f"{LOGGING}:3: send.sent and docs/logs.md:3 differ in part, phone"),
    (log_events.log_events, LOGGING, "", "docs/logs.md:3: send.sent is logged nowhere"),
]  # fmt: skip


def write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return root


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_tree_keeps_the_rule(rule: Rule, tmp_path: Path) -> None:
    assert rule(write(tmp_path, SOUND)) == []


@pytest.mark.parametrize(("rule", "file", "content", "violation"), FAULTS)
def test_a_fault_is_found_and_located(
    rule: Rule, file: str, content: str, violation: str, tmp_path: Path
) -> None:
    found = rule(write(tmp_path, {**SOUND, file: content}))
    assert any(violation in line for line in found), found


def test_every_rule_is_shown_a_fault() -> None:
    assert {rule for rule, *_ in FAULTS} == set(RULES)
