"""Who may import whom. Stages meet only in queue contracts, the database and function_app.py.

An import that crosses a border makes two stages one: they can no longer be understood, tested or moved apart. Found in
the syntax tree of every file, so imports inside functions and under conditions count as well.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.unit.tooling.rules.files import python_files

STAGES = ("ingest", "process", "send", "merchant", "catalog")
PRODUCT = ("function_app", *STAGES, "shared", "ops")
OURS = (*PRODUCT, "local", "tests", "bench", "dev")

#: For each importer what it may import of ours; tests, bench and dev.py may import anything.
MAY_IMPORT = {
    **{stage: (stage, "shared") for stage in STAGES},
    "shared": ("shared",),
    "ops": PRODUCT,
    "function_app": PRODUCT,
    "local": ("local", "shared.contracts"),
}


def broken_borders(root: Path) -> list[str]:
    return [found for file in python_files(root) for found in _violations(root, file)]


def _violations(root: Path, file: Path) -> Iterator[str]:
    importer = file.parts[0].removesuffix(".py")
    allowed = MAY_IMPORT.get(importer)
    if allowed is None:
        return
    for line, module in imported(ast.parse((root / file).read_bytes()), file):
        if module.split(".")[0] in OURS and not _is_within(module, allowed):
            yield f"{file.as_posix()}:{line}: {importer} must not import {module}"


def _is_within(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


def imported(tree: ast.AST, file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, whether by statement or by a call that names it."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(names=names):
                source = _source(node, file)
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
                yield node.lineno, name


def _source(node: ast.ImportFrom, file: Path) -> str:
    """The module a `from` names, with leading dots resolved against the file's own package."""
    if not node.level:
        return node.module or ""
    package = file.parent.parts[: len(file.parent.parts) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])
