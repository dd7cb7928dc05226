"""Links that lead somewhere, and one folder that must never become a package."""

import re
from pathlib import Path
from urllib.parse import unquote

from tests.unit.tooling.rules.files import project_files

LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)[^)]*\)|<(?:img|a)\b[^>]*?(?:src|href)=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


def broken_links(root: Path) -> list[str]:
    """Of README, CHANGELOG and docs; addresses elsewhere are not visited."""
    found = []
    for file in (file for file in project_files(root) if file.suffix == ".md"):
        for number, line in enumerate((root / file).read_text(encoding="utf-8").splitlines(), 1):
            for match in LINK.finditer(line):
                target = match[1] or match[2]
                path = unquote(target.split("#")[0])
                if not ELSEWHERE.match(target) and not (root / file.parent / path).exists():
                    found.append(f"{file.as_posix()}:{number}: {target} does not exist")
    return found


def code_is_no_package(root: Path) -> list[str]:
    """The standard library has a module `code`, and pdb imports it: a package of that name would hide it."""
    return ["code/__init__.py:1: hides the standard library's code module"] * (
        root / "code/__init__.py"
    ).exists()
