"""The product's own packages for a hook that works on the database: the locked ones, in an environment of their own.

It is made once for each state of requirements.txt.
"""

import hashlib
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from commands import ROOT, Stopped

SUPPORTED = ((3, 11), (3, 12), (3, 13))
HOME = ROOT / ".local" / "packages"
LOCKED = ROOT / "requirements.txt"


def operate(arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    """`python -m ops …` with what it says passed on. Raises Stopped when it fails."""
    done = subprocess.run([str(python()), "-m", "ops", *arguments], env=dict(environ), cwd=ROOT, check=False)
    if done.returncode:
        raise Stopped(f"python -m ops {arguments[0]} failed; what it said is above")


def python(home: Path = HOME) -> Path:
    """The environment's Python, once everything is installed; one that was cut off is made anew."""
    if sys.version_info[:2] not in SUPPORTED:
        raise Stopped(
            "hooks that work on the database need Python 3.11, 3.12 or 3.13 as python3 (py on Windows)"
        )
    inside = home.joinpath(*(("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")))
    stamp, wanted = home / "stamp", hashlib.sha256(LOCKED.read_bytes() + sys.version.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print("installing requirements.txt for the migrations, which takes a minute", flush=True)
        venv.create(home, with_pip=True, clear=True)
        options = ["--require-hashes", "--no-input", "--quiet", "--disable-pip-version-check"]
        if subprocess.run(
            [str(inside), "-m", "pip", "install", *options, "-r", str(LOCKED)], check=False
        ).returncode:
            raise Stopped(
                "the packages of requirements.txt could not be installed; pip's last words are above"
            )
        stamp.write_text(wanted, encoding="utf-8")
    return inside
