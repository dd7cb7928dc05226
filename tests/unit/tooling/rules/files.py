"""Which files belong to the project: everything that .gitignore leaves in.

Walked rather than asked of git, so that the rules also hold in an unpacked archive and can be tried on a folder
that a test has written.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path


def project_files(root: Path) -> list[Path]:
    """Sorted, relative to the root."""
    ignored = [".git", *_patterns(root)]
    return sorted(file.relative_to(root) for file in _walk(root, ignored))


def python_files(root: Path) -> list[Path]:
    return [file for file in project_files(root) if file.suffix == ".py"]


def text_of(file: Path) -> str | None:
    """None for what is not text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _patterns(root: Path) -> list[str]:
    ignore = root / ".gitignore"
    lines = ignore.read_text(encoding="utf-8").splitlines() if ignore.exists() else []
    return [line.strip().strip("/") for line in lines if line.strip() and not line.startswith("#")]


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for entry in folder.iterdir():
        if any(fnmatch(entry.name, pattern) for pattern in ignored):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry, ignored)
        elif entry.is_file():
            yield entry
