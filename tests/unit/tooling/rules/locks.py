"""The two locks agree with each other and with pyproject.toml, judged without a network.

Azure installs requirements.txt; tests run on requirements-dev.txt. Where the two differ, something else is tested
than what runs.
"""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RUNTIME = "requirements.txt"
TESTED = "requirements-dev.txt"


def locks_disagree(root: Path) -> list[str]:
    runtime, tested = pins(root / RUNTIME), pins(root / TESTED)
    found = [
        f"{RUNTIME}:{line}: {pin} is not what {TESTED} has"
        for pin, (line, hashes) in runtime.items()
        if pin not in tested or tested[pin][1] != hashes
    ]
    for name, lock in ((RUNTIME, runtime), (TESTED, tested)):
        found += [f"{name}:{line}: {pin} has no hash" for pin, (line, hashes) in lock.items() if not hashes]
    return found


def locks_miss_dependencies(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    direct: list[str] = project["project"]["dependencies"]
    development: list[str] = project["dependency-groups"]["dev"]
    wanted = ((RUNTIME, direct), (TESTED, [*direct, *development]))
    return [
        f"{name}:1: nothing here satisfies {requirement}; run dev.py lock"
        for name, requirements in wanted
        for requirement in requirements
        if not _is_covered(Requirement(requirement), [Requirement(pin) for pin in pins(root / name)])
    ]


def pins(lock: Path) -> dict[str, tuple[int, frozenset[str]]]:
    """Each `name==version ; marker` with its line and its hashes."""
    found: dict[str, tuple[int, frozenset[str]]] = {}
    pin = ""
    for number, text in enumerate(lock.read_text(encoding="utf-8").splitlines(), 1):
        if match := re.match(r"([a-z0-9][^\\]*?)\s*\\?$", text):
            pin = match[1]
            found[pin] = (number, frozenset())
        elif match := re.match(r"\s+--hash=(\S+)", text):
            line, hashes = found[pin]
            found[pin] = (line, hashes | {match[1]})
    return found


def _is_covered(wanted: Requirement, lock: list[Requirement]) -> bool:
    """Some pin of that name has a version that the requirement takes, on every system when that is where it is wanted."""
    name = canonicalize_name(wanted.name)
    versions = [
        next(iter(pin.specifier)).version
        for pin in lock
        if canonicalize_name(pin.name) == name and (pin.marker is None or wanted.marker is not None)
    ]
    return any(wanted.specifier.contains(version, prereleases=True) for version in versions)
