"""The repository's files as text, any of which a test may change in memory."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.unit.infra.bicep import Module, read

ROOT = Path(__file__).parents[3]
ARITHMETIC = re.compile(r"[\d *+]+")


@dataclass(frozen=True, slots=True)
class Tree:
    root: Path = ROOT
    changed: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.changed[name] if name in self.changed else (self.root / name).read_text(encoding="utf-8")

    def bicep(self, name: str) -> Module:
        return read(self.text(f"infra/{name}.bicep"))

    def python(self, name: str) -> ast.Module:
        return ast.parse(self.text(name))

    def with_change(self, name: str, old: str, new: str) -> "Tree":
        text = self.text(name)
        assert old in text, f"{name} has no {old!r}"
        return Tree(self.root, {**self.changed, name: text.replace(old, new, 1)})

    def constant(self, name: str, variable: str) -> Any:
        """Of a Python file; a product of numbers is worked out."""
        for node in self.python(name).body:
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == variable:
                    return evaluated(ast.unparse(value))
                case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if (
                    target == variable
                ):
                    return evaluated(ast.unparse(value))
        raise AssertionError(f"{name} has no {variable}")


def evaluated(text: str) -> Any:
    if ARITHMETIC.fullmatch(text):
        return eval(text)  # noqa: S307  # nothing but digits and signs, of our own files
    return ast.literal_eval(text)


@dataclass(frozen=True, slots=True)
class Triggers:
    """What function_app.py registers, read from its source."""

    http: frozenset[tuple[str, str]]  #: method and route
    queues: dict[str, str]  #: function to the queue's contract
    timers: dict[str, str]  #: function to its schedule
    sessions: bool


def triggers(tree: Tree) -> Triggers:
    http, queues, timers, sessions = set(), {}, {}, []
    for node in ast.walk(tree.python("function_app.py")):
        if not isinstance(node, ast.Call):
            continue
        arguments = [one.value if isinstance(one, ast.Constant) else one for one in node.args]
        named = {one.arg: one.value for one in node.keywords}
        match ast.unparse(node.func), arguments:
            case "_on_http", [_, str(route), ast.List() as methods, *_]:
                http |= {(method, route) for method in ast.literal_eval(methods)}
            case "_on_queue", [str(name), ast.Name(id=contract), _]:
                queues[name] = contract
            case "_on_time", [str(name), str(schedule), _]:
                timers[name] = schedule
            case "app.route", [str(route)]:
                http |= {(method, route) for method in ast.literal_eval(named["methods"])}
            case "app.service_bus_queue_trigger", _:
                sessions.append(ast.literal_eval(named["is_sessions_enabled"]))
    return Triggers(frozenset(http), queues, timers, all(sessions) and bool(sessions))
