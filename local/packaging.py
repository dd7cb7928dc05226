"""`python3 dev.py package`: what would be published, tried in an environment that has requirements.txt and nothing else.

The files that .funcignore leaves are copied, the locked packages installed beside them, and there every module is
imported and every trigger listed, as the platform's build and worker do. A stage that is left out of the package, or a
dependency that only the tests have, shows here and not at the first message.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from local.children import ROOT

#: Run in the package's folder by its own Python: prints the functions by name.
_INDEX = """
import importlib, json, pathlib, pkgutil, sys
here = pathlib.Path.cwd()
sys.path.insert(0, str(here))
import function_app
names = sorted(one.get_function_name() for one in function_app.app.get_functions())
folders = [one.parent for one in here.glob("*/__init__.py")]
modules = [m.name for f in folders for m in pkgutil.walk_packages([str(f)], f.name + ".")]
for name in modules:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(json.dumps({"functions": names, "modules": len(modules)}))
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="igshop-package-") as folder:
        package, environment = Path(folder) / "package", Path(folder) / "python"
        files = copy_package(ROOT, package)
        zipped = _zip(package, files, Path(folder) / "package.zip")
        python = _install(package, environment)
        found = _index(python, package)
    print(f"{len(found['functions'])} functions: {', '.join(found['functions'])}")
    print(f"{found['modules']} modules imported with the packages of requirements.txt alone")
    unpacked = sum(size for _, size in files)
    print(f"package: {len(files)} files, {unpacked / 1e6:.1f} MB, {zipped / 1e6:.1f} MB zipped")
    print(f"with its dependencies installed: {found['bytes'] / 1e6:.0f} MB")
    return 0


def published(root: Path) -> list[Path]:
    """What .funcignore leaves, relative to the root: a pattern without a slash is the name of a file or folder."""
    lines = (root / ".funcignore").read_text(encoding="utf-8").splitlines()
    patterns = [line.strip().strip("/") for line in lines if line.strip()]

    def ignored(name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in patterns)

    kept = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not ignored(name)]
        kept += [(Path(folder) / name).relative_to(root) for name in names if not ignored(name)]
    return sorted(kept)


def copy_package(root: Path, target: Path) -> list[tuple[Path, int]]:
    """Each file and its bytes."""
    copied = []
    for file in published(root):
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, target / file)
        copied.append((file, (target / file).stat().st_size))
    return copied


def _zip(package: Path, files: list[tuple[Path, int]], target: Path) -> int:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, _ in files:
            archive.write(package / file, file)
    return target.stat().st_size


def _install(package: Path, environment: Path) -> Path:
    _run([sys.executable, "-m", "venv", str(environment)], "a clean environment", package)
    python = environment.joinpath(
        *(("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python"))
    )
    options = ["--require-hashes", "--no-input", "--quiet", "--disable-pip-version-check", "--no-compile"]
    _run(
        [str(python), "-m", "pip", "install", *options, "-r", "requirements.txt"], "requirements.txt", package
    )
    return python


def _index(python: Path, package: Path) -> dict[str, Any]:
    said = _run([str(python), "-I", "-c", _INDEX], "importing and listing the triggers", package)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    installed = [file for file in python.parents[1].rglob("*") if file.is_file() and not file.is_symlink()]
    return found | {
        "bytes": sum(file.stat().st_size for file in (*installed, *package.rglob("*")) if file.is_file())
    }


def _run(command: list[str], what: str, folder: Path) -> str:
    print(what, flush=True)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\n{what}: failed")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
