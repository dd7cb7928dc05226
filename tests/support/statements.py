"""Every SQL statement that the product sends, by a name that a person can look up.

Statements of `process/turn.sql` are `process.turn.<name>`; one that stands in Python, because it only calls a function,
is named after its module and that function. Found by reading the source, so none can be forgotten.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.database import named_queries

PACKAGES = ("ingest", "process", "send", "merchant", "catalog", "shared")
_IS_SQL = re.compile(rb"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CALL)\b")
_CALLED = re.compile(rb"(\w+)\(")


def statements_of(root: Path, *others: Path) -> dict[str, bytes]:
    """Text by name; a text that two modules share goes by one of their names. `others` are more files of SQL."""
    by_text: dict[bytes, str] = {}
    files = [
        file
        for package in PACKAGES
        for file in sorted((root / package).rglob("*"))
        if not _is_migration(file)
    ]
    for file in (*files, *others):
        for name, text in _statements_in(file):
            by_text.setdefault(text, ".".join((*file.relative_to(root).with_suffix("").parts, name)))
    return {name: text for text, name in by_text.items()}


def _is_migration(file: Path) -> bool:
    return file.parent.name == "migrations"


def _statements_in(file: Path) -> Iterator[tuple[str, bytes]]:
    if file.suffix == ".sql":
        yield from named_queries(file).items()
    elif file.suffix == ".py":
        for node in ast.walk(ast.parse(file.read_bytes())):
            match node:
                case ast.Constant(value=bytes(text)) if _IS_SQL.match(text):
                    called = _CALLED.search(text)
                    yield (called[1].decode() if called else f"line_{node.lineno}"), text
