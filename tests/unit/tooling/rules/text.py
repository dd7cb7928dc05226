"""What no file of the project may hold, and how long one may be.

Each pattern is written so that it does not match its own source.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.unit.tooling.rules.files import project_files, python_files, text_of

MOST_LINES = 400
MOST_LINES_OF = {"function_app.py": 119, "README.md": 149}

UNFINISHED = re.compile(
    r"\b(?:TO[D]O|FIX[M]E|X[X]X|raise Not[I]mplementedError)\b"
    r"|pytest[.](?:mark[.])?(?:skip|xfail|importorskip)|unittest[.]skip"
)
# A home on somebody's machine; /home/site is where Azure keeps a function app.
MACHINE = re.compile(r"(?<![\w.~/-])/(?:work|root|home/(?!site/)\w+|Users/\w+|opt/\w+)/|\b[A-Z]:\\+Users\\")
REGISTRY = re.compile(
    r"pypi[.]org|python[h]osted[.]org|npm[j]s[.]org|proxy[.]go[l]ang[.]org|--(?:extra-)?index[-]url"
)
KNOWN_SECRET = re.compile(
    r"\bsk-[\w-]{20,}|\bIGAA\w{20,}|\bEAA[A-Za-z0-9]{20,}|\bgh[pousr]_\w{20,}|\bAKIA[0-9A-Z]{16}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE[ ]KEY-----|\bSharedAccessKey=[A-Za-z0-9+/]{20,}|\bAccountKey=[A-Za-z0-9+/]{20,}"
)
QUOTED = re.compile(r"""["'`]([A-Za-z0-9+/_=-]{40,})["'`]""")
# Instagram's message ids are Base64 of "ig_"; fixtures hold them and they open nothing.
MESSAGE_ID = re.compile(r"aWdf\w")
#: Long and random by nature: hashes of packages, and what a release's recording has of keys that open nothing.
RANDOM = ("requirements.txt", "requirements-dev.txt", "tests/contract/database/releases/")


def too_long(root: Path) -> list[str]:
    """Past this a file holds more than one idea."""
    found = []
    for file in (*python_files(root), Path("README.md")):
        most = MOST_LINES_OF.get(file.as_posix(), MOST_LINES)
        lines = len((root / file).read_text(encoding="utf-8").splitlines()) if (root / file).exists() else 0
        if lines > most:
            found.append(f"{file.as_posix()}:{lines}: longer than {most} lines")
    return found


def unfinished(root: Path) -> list[str]:
    return list(_matches(root, python_files(root), UNFINISHED, "left unfinished or skipped"))


def machine_paths(root: Path) -> list[str]:
    return list(_matches(root, project_files(root), MACHINE, "a path of one machine"))


def registry_hosts(root: Path) -> list[str]:
    """Where packages come from is the reader's pip configuration."""
    return list(_matches(root, project_files(root), REGISTRY, "a package registry"))


def secrets(root: Path) -> list[str]:
    files = project_files(root)
    found = list(_matches(root, files, KNOWN_SECRET, "looks like a key"))
    for file in (file for file in files if not file.as_posix().startswith(RANDOM)):
        for number, line in _lines(root, file):
            if any(_is_random(text) for text in QUOTED.findall(line)):
                found.append(f"{file.as_posix()}:{number}: looks like a key")
    return found


def _is_random(text: str) -> bool:
    """Keys mix all kinds of characters evenly; names, paths and hexadecimal digests do not, and an alphabet repeats none."""
    counts = Counter(text)
    kinds = (str.isupper, str.islower, str.isdigit)
    if MESSAGE_ID.match(text) or len(counts) == len(text) or not all(any(map(kind, text)) for kind in kinds):
        return False
    shares = [count / len(text) for count in counts.values()]
    return -sum(share * math.log2(share) for share in shares) > 4.2


def _matches(root: Path, files: list[Path], pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for file in files:
        for number, line in _lines(root, file):
            if match := pattern.search(line):
                yield f"{file.as_posix()}:{number}: {what}: {match[0]}"


def _lines(root: Path, file: Path) -> Iterator[tuple[int, str]]:
    return enumerate((text_of(root / file) or "").splitlines(), 1)
