"""A project small enough to be set up in a test: dev.py itself, and a lock of one wheel that lies in a folder.

The wheel holds stand-ins for ruff, mypy, pytest and uv that write down how they were called and end as they are told.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
TOOLS = ("mypy", "pytest", "ruff", "uv")
TOOL = """
import json, os, sys
from pathlib import Path
name = Path(__file__).parent.name
with open("calls.jsonl", "a", encoding="utf-8") as calls:
    calls.write(json.dumps([name, *sys.argv[1:]]) + "\\n")
print(f"{name} VERSION says يا هلا")
sys.exit(int(os.environ.get(f"{name.upper()}_ENDS", "0")))
"""


@dataclass(frozen=True)
class TinyProject:
    root: Path

    @classmethod
    def make(cls, root: Path) -> "TinyProject":
        root.mkdir()
        shutil.copy(ROOT / "dev.py", root)
        (root / "wheels").mkdir()
        (root / "shared").mkdir()
        (root / "shared" / "errors.py").touch()
        project = cls(root)
        project.lock("1.0")
        return project

    def copy(self, root: Path) -> "TinyProject":
        shutil.copytree(self.root, root, symlinks=True)
        (root / "calls.jsonl").unlink(missing_ok=True)
        return TinyProject(root)

    def lock(self, version: str) -> None:
        digest = hashlib.sha256(self._wheel(version).read_bytes()).hexdigest()
        self.lock_file.write_text(f"tinytools=={version} \\\n    --hash=sha256:{digest}\n", encoding="utf-8")

    @property
    def lock_file(self) -> Path:
        return self.root / "requirements-dev.txt"

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "dev.stamp"

    @property
    def python(self) -> Path:
        return self.root / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def start(self, *args: str, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, str(self.root / "dev.py"), *args],
            cwd=self.root.parent,  # as somebody who did not change into the folder
            env={**os.environ, **self._pip(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def run(self, *args: str, **environment: str) -> tuple[int, str]:
        with self.start(*args, **environment) as process:
            output, _ = process.communicate()
        return process.returncode, output

    def calls(self) -> list[list[str]]:
        return [
            json.loads(line) for line in (self.root / "calls.jsonl").read_text(encoding="utf-8").splitlines()
        ]

    def _pip(self) -> dict[str, str]:
        """No network and none of this machine's pip configuration."""
        return {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": (self.root / "wheels").as_uri(),
            "PYTHONIOENCODING": "utf-8",
        }

    def _wheel(self, version: str) -> Path:
        wheel = self.root / "wheels" / f"tinytools-{version}-py3-none-any.whl"
        about = f"tinytools-{version}.dist-info"
        files = {f"{tool}/__main__.py": TOOL.replace("VERSION", version) for tool in TOOLS}
        files |= {f"{tool}/__init__.py": "" for tool in TOOLS}
        files[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: tinytools\nVersion: {version}\n"
        files[f"{about}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        record = [f"{name},sha256={_digest(text)},{len(text.encode())}" for name, text in files.items()]
        files[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""])
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return wheel


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
