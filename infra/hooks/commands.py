"""How a hook speaks to azd and az, and how it ends: with a sentence for the engineer and never with a traceback.

Plain Python 3.11: a hook runs before anything of the project is installed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"


class Stopped(Exception):  # it is what happened
    """The deployment cannot go on; the text says what to do."""


def ending_in_words(work: Callable[[Mapping[str, str]], None]) -> int:
    """The exit status of a hook: azd stops where it is not 0."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console without Arabic shows "?"
    try:
        work(os.environ)
    except Stopped as stopped:
        print(f"\n{stopped}\n", file=sys.stderr, flush=True)
        return 1
    return 0


def data(name: str) -> Any:
    """What one of the tables beside the Bicep files holds."""
    return json.loads((INFRA / name).read_text(encoding="utf-8"))


def remember(name: str, value: str) -> None:
    """Keep a value in the azd environment, from which provisioning and later hooks read it."""
    done = _run("azd", ["env", "set", name, value])
    if done.returncode:
        raise Stopped(f"azd could not keep {name}: {_last_line(done.stderr)}")


def az(*arguments: str) -> Any:
    """What az answers, from its JSON. Raises Stopped with az's last line."""
    done = _run("az", [*arguments, "--output", "json", "--only-show-errors"])
    if done.returncode:
        raise Stopped(f"az {' '.join(arguments[:3])} failed: {_last_line(done.stderr)}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def _run(program: str, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    found = shutil.which(program)  # az is a batch file on Windows, which only its whole name starts
    if found is None:
        raise Stopped(f"{program} is not installed, or not on the PATH")
    return subprocess.run([found, *arguments], capture_output=True, text=True, encoding="utf-8", check=False)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it gave no reason"])[-1]
