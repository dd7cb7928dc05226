"""The files that Azure and its tools read: valid, and true to what the product needs.

A wrong one fails late and far away: at a publish that leaves a stage out, or at the first message for a missing setting.
"""

import ast
import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

#: Read by the Functions host and its command line tools, not by us.
HOST_SETTINGS = ("FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage")
EXAMPLE = "local.settings.example.json"
NEEDED = (
    "function_app.py",
    "host.json",
    "requirements.txt",
    "ingest",
    "process",
    "send",
    "merchant",
    "catalog",
    "shared",
)
KEPT_BACK = ("local", "tests", "infra", "azure.yaml", "local.settings.json", ".azure", ".venv", ".local")


def host_json(root: Path) -> list[str]:
    host, problem = _json(root / "host.json")
    if problem:
        return [problem]
    wanted = {"version": "2.0", "extensions.http.routePrefix": ""}
    return [
        f"host.json:1: {key} must be {value!r}" for key, value in wanted.items() if _at(host, key) != value
    ]


def _at(document: Any, path: str) -> Any:
    for step in path.split("."):
        document = document.get(step) if isinstance(document, dict) else None
    return document


def funcignore(root: Path) -> list[str]:
    """What is published is the product, and only that."""
    patterns = [
        line.strip().strip("/") for line in (root / ".funcignore").read_text(encoding="utf-8").splitlines()
    ]

    def ignored(name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in patterns)

    lost = [f".funcignore:1: keeps {name} from being published" for name in NEEDED if ignored(name)]
    return lost + [f".funcignore:1: lets {name} be published" for name in KEPT_BACK if not ignored(name)]


def example_settings(root: Path) -> list[str]:
    """The example names exactly what shared/settings.py declares, and fills in no secret."""
    example, problem = _json(root / EXAMPLE)
    if problem:
        return [problem]
    values = _at(example, "Values")
    if _at(example, "IsEncrypted") is not False or not isinstance(values, dict):
        return [f"{EXAMPLE}:1: needs IsEncrypted false and Values"]
    odd = [
        f"{EXAMPLE}:1: {name} must be text" for name, value in values.items() if not isinstance(value, str)
    ]
    return odd + list(_differences(EXAMPLE, set(values), {*declared(root), *HOST_SETTINGS}))


def readme_settings(root: Path) -> list[str]:
    """Each declared setting has its line in the README's table."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    missing = [name for name in declared(root) if f"| `{name}`" not in readme]
    return [f"README.md:1: {name} is not in the settings table" for name in missing]


def declared(root: Path) -> tuple[str, ...]:
    """The value of ENVIRONMENT, read from the source so that a tree can be judged without importing it."""
    tree = ast.parse((root / "shared" / "settings.py").read_bytes())
    for node in tree.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id="ENVIRONMENT"), value=ast.Tuple() as value):
                return tuple(ast.literal_eval(value))
    return ()


def _differences(where: str, given: set[str], wanted: set[str]) -> Iterator[str]:
    yield from (f"{where}:1: {name} is missing" for name in sorted(wanted - given))
    yield from (f"{where}:1: {name} is read by nobody" for name in sorted(given - wanted))


def _json(file: Path) -> tuple[Any, str]:
    try:
        return json.loads(file.read_text(encoding="utf-8")), ""
    except FileNotFoundError:
        return None, f"{file.name}:1: is missing"
    except json.JSONDecodeError as error:
        return None, f"{file.name}:{error.lineno}: {error.msg}"
