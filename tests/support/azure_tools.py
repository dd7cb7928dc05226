"""`az` and `azd` as programs on the PATH that answer from a table and write down what they were asked.

The hooks start them as they start the real ones: another process, JSON on its output, a last line and a status on failure.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROGRAM = """#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).resolve().parent
name, asked = pathlib.Path(__file__).stem, sys.argv[1:]
asked = [pathlib.Path(one[1:]).read_text() if one.startswith("@") else one for one in asked]
with (here / "asked.jsonl").open("a") as file:
    file.write(json.dumps([name, *asked]) + "\\n")
answers = json.loads((here / "answers.json").read_text())
line = " ".join([name, *asked])
for beginning, answer in answers.items():
    if line.startswith(beginning):
        if isinstance(answer, str):
            sys.exit("WARNING: something else\\nERROR: " + answer)
        print(json.dumps(answer))
        sys.exit(0)
sys.exit("ERROR: not in this test's table: " + line if name == "az" else 0)
"""


@dataclass(frozen=True, slots=True)
class AzureTools:
    folder: Path

    def answer(self, **answers: Any) -> None:
        """By the beginning of the command, underscores for spaces; text is what it fails with."""
        known = json.loads((self.folder / "answers.json").read_text())
        known |= {name.replace("__", "-").replace("_", " "): answer for name, answer in answers.items()}
        (self.folder / "answers.json").write_text(json.dumps(known))

    @property
    def asked(self) -> list[list[str]]:
        log = self.folder / "asked.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    @property
    def remembered(self) -> dict[str, str]:
        """What the azd environment holds now."""
        return {line[3]: line[4] for line in self.asked if line[:3] == ["azd", "env", "set"]}

    def environ(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATHEXT", "TEMP") if name in os.environ}
        return {**kept, "PATH": str(self.folder), **more}


def azure_tools(folder: Path) -> AzureTools:
    for name in ("az", "azd"):
        script = folder / f"{name}.py" if sys.platform == "win32" else folder / name
        script.write_text(_PROGRAM.replace("{python}", sys.executable))
        script.chmod(0o755)
        if sys.platform == "win32":
            (folder / f"{name}.cmd").write_text(f'@"{sys.executable}" "{script}" %*\n')
    (folder / "answers.json").write_text("{}")
    return AzureTools(folder)
