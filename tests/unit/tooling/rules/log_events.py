"""The log as docs/logs.md tells it: every event the product logs with exactly its fields, and none that it does not.

Whoever searches the log searches by these names. And as every field is named here and nothing is logged past
`event(...)`, a field that could hold somebody's words is seen before it is ever written.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.unit.tooling.rules.files import python_files
from tests.unit.tooling.rules.imports import PRODUCT

TABLE = Path("docs/logs.md")
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
ROW = re.compile(r"\| `([a-z_]+\.[a-z_]+)` \|.*\|([^|]*)\|")
#: What `**key.names` stands for, see shared/tenants.py.
KEY_NAMES = ("tenant", "conversation")
FORBIDDEN = {
    *("address", "attachments", "body", "content", "credentials", "customer", "email", "headers", "message"),
    *("metadata", "mid", "name", "password", "payload", "phone", "prompt", "query", "raw", "reply", "secret"),
    *("text", "token", "url", "username"),
}
#: A command line prints.
SPEAKS = ("ops",)
MAY_LOG = ("shared/telemetry.py", "shared/library_logs.py")
PAST = re.compile(
    r"print|pprint(\.pprint)?|warnings\.warn|traceback\.print_\w+|sys\.std(out|err)\.write(lines)?"
    r"|logging\.(debug|info|warning|warn|error|exception|critical|log|basicConfig|getLogger|Logger|root\.\w+)"
)


@dataclass(frozen=True)
class Logged:
    """One call of `event`."""

    where: str
    names: list[str]  #: two when a condition chooses; none when it is no literal
    fields: set[str]
    unnamed: bool  #: fields come from somewhere else as well


def log_events(root: Path) -> list[str]:
    documented = dict(_documented(root))
    calls = [call for file in _product(root) for call in _calls(root, file)]
    found = [violation for call in calls for violation in _faults(call, documented)]
    logged = {name for call in calls for name in call.names}
    found += [
        f"{TABLE.as_posix()}:{line}: {name} is logged nowhere"
        for name, (line, _) in documented.items()
        if name not in logged
    ]
    return found + [violation for file in _product(root) for violation in _past_events(root, file)]


def _faults(call: Logged, documented: dict[str, tuple[int, set[str]]]) -> Iterator[str]:
    if not call.names:
        yield f"{call.where}: an event's name is written out where it is logged"
    if call.unnamed:
        yield f"{call.where}: an event's fields are named where it is logged, or are **key.names"
    for field in sorted(call.fields & FORBIDDEN):
        yield f"{call.where}: {field} must not be logged"
    for name in call.names:
        if not NAME.fullmatch(name):
            yield f"{call.where}: {name} is not of the form stage.happened"
        elif name not in documented:
            yield f"{call.where}: {name} is not in {TABLE.as_posix()}"
        elif documented[name][1] != call.fields:
            line, fields = documented[name]
            differing = ", ".join(sorted(fields ^ call.fields))
            yield f"{call.where}: {name} and {TABLE.as_posix()}:{line} differ in {differing}"


def documented_events(root: Path) -> dict[str, set[str]]:
    """The fields of each."""
    return {name: fields for name, (_, fields) in _documented(root)}


def _documented(root: Path) -> Iterator[tuple[str, tuple[int, set[str]]]]:
    lines = (root / TABLE).read_text(encoding="utf-8").splitlines() if (root / TABLE).exists() else []
    for number, line in enumerate(lines, 1):
        if row := ROW.fullmatch(line):
            yield row[1], (number, set(re.findall("`([^`]+)`", row[2])))


def _product(root: Path) -> list[Path]:
    return [file for file in python_files(root) if file.parts[0].removesuffix(".py") in PRODUCT]


def _calls(root: Path, file: Path) -> Iterator[Logged]:
    for node in ast.walk(ast.parse((root / file).read_bytes())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "event":
            named = {item.arg for item in node.keywords if item.arg} - {"level"}
            spread = [ast.unparse(item.value) for item in node.keywords if item.arg is None]
            keys = [source for source in spread if source.endswith("key.names")]
            yield Logged(
                where=f"{file.as_posix()}:{node.lineno}",
                names=_literals(node.args[0]) if len(node.args) == 1 else [],
                fields=named | set(KEY_NAMES if keys else ()),
                unnamed=len(keys) < len(spread),
            )


def _literals(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return [one, other]
    return []


def _past_events(root: Path, file: Path) -> Iterator[str]:
    if file.parts[0] in SPEAKS or file.as_posix() in MAY_LOG:
        return
    tree = ast.parse((root / file).read_bytes())
    quietened = {id(call) for node in ast.walk(tree) if (call := _level_of(node)) is not None}
    for node in ast.walk(tree):
        match node:
            case ast.Call() if PAST.fullmatch(ast.unparse(node.func)) and id(node) not in quietened:
                yield f"{file.as_posix()}:{node.lineno}: {ast.unparse(node.func)} goes past event(...)"
            case ast.ImportFrom(module="shared.telemetry", names=names) if any(n.asname for n in names):
                yield f"{file.as_posix()}:{node.lineno}: event keeps its name, so that its use can be seen"
            case ast.ImportFrom(module="shared", names=names) if any(n.name == "telemetry" for n in names):
                yield f"{file.as_posix()}:{node.lineno}: import event itself, so that its use can be seen"
            case ast.Import(names=names) if any(n.name == "shared.telemetry" for n in names):
                yield f"{file.as_posix()}:{node.lineno}: import event itself, so that its use can be seen"
            case ast.ImportFrom(module="logging"):
                yield f"{file.as_posix()}:{node.lineno}: import logging itself, so that its use can be seen"


def _level_of(node: ast.AST) -> ast.expr | None:
    """The logger in `logging.getLogger(...).setLevel(...)`: making one say less is no logging."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call() as logger, attr="setLevel")):
            return logger
    return None
