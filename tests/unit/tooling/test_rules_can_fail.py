"""Each repository rule on a small tree that keeps it, and on the same tree with one fault in it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.test_repository_rules import RULES
from tests.unit.tooling.rules import app_files, cold_import, imports, layout, locks, text

Rule = Callable[[Path], list[str]]

PIN = "pydantic==2.14.3 \\\n    --hash=sha256:aa\n"
SOUND = {
    ".gitignore": "ignored/\n*.log\n",
    ".funcignore": "local\ntests\nlocal.settings.json\n.venv\n.local\n*.md\n",
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
    "tests/test_all.py": "import ingest.webhook, local.world\n",
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
FAULTS = [
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
        "pyproject.toml",
        SOUND["pyproject.toml"].replace("pydantic>=2", "pydantic>=3"),
        "requirements.txt:1: nothing here satisfies pydantic>=3",
    ),
]


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
