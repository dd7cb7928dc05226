"""Sets the project up where that is needed, then runs one thing.

    python3 dev.py up             the whole product with its local world, on one address
    python3 dev.py test [args]    the tests; arguments go to pytest
    python3 dev.py check          lint, format, types and the repository's own rules
    python3 dev.py bench [name]   the benchmarks
    python3 dev.py package        what would be published, imported with nothing but its own requirements
    python3 dev.py lock [args]    resolve the dependencies anew; arguments go to uv, such as --upgrade

On Windows it is `py dev.py ...`. It needs Python 3.11, 3.12 or 3.13 and nothing else.
"""
# Everything before the version gate also runs on Python 3.6, hence the quoted annotations: whoever starts this with an
# old Python gets a sentence and not a traceback. The stamp is written last, so that an installation that was cut off
# is never taken for a whole one.

import contextlib
import hashlib
import importlib.util
import io
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SUPPORTED = ("3.13", "3.12", "3.11")  # the first that is found is taken
ROOT = Path(__file__).resolve().parent
LOCKED = ROOT / "requirements-dev.txt"
VENV = ROOT / ".venv"
PYTHON = VENV.joinpath(*(("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")))
STAMP = VENV / "dev.stamp"
UNFINISHED = "unfinished\n"
STAGES = ("ingest", "process", "send", "merchant", "catalog")
CHECKED = ("function_app.py", *STAGES, "shared", "ops", "local", "infra", "tests", "bench", "code", "dev.py")
UNTYPED = ("code",)  # the standard library has a module of that name


def main(argv: "list[str]") -> int:
    commands = {"up": up, "test": test, "check": check, "bench": bench, "package": package, "lock": lock}
    if not argv or argv[0] not in commands:
        print((__doc__ or "").strip())
        return 0 if argv and argv[0] in {"-h", "--help", "help"} else 2
    require_python(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # "?" where a console has no Arabic, rather than the end
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended too
    os.chdir(str(ROOT))
    try:
        return commands[argv[0]](argv[1:])
    except KeyboardInterrupt:
        print("\nstopped", flush=True)
        return 130
    except OSError as error:
        raise SystemExit(f"dev.py: {error}") from None


def up(args: "list[str]") -> int:
    set_up()
    return become([str(PYTHON), "-m", "local", "up", *args])


def test(args: "list[str]") -> int:
    set_up()
    return become([str(PYTHON), "-m", "pytest", *workers(args), *args])


def workers(args: "list[str]") -> "list[str]":
    """Folders and whole runs are shared among workers; a file that is named begins at once and tells as it goes."""
    names_a_file = any((ROOT / arg.partition("::")[0]).is_file() for arg in args)
    return [] if names_a_file else ["-n", "auto"]


def check(args: "list[str]") -> int:
    """All checks at once; what each had to say comes in order, and one failure does not hide the next."""
    refuse(args, "check takes no arguments")
    set_up()
    began = time.monotonic()
    paths = [path for path in CHECKED if (ROOT / path).is_file() or any((ROOT / path).glob("**/*.py"))]
    tools = {
        "lint": ["ruff", "check", *paths],
        "format": ["ruff", "format", "--check", *paths],
        "types": ["mypy", *(path for path in paths if path not in UNTYPED)],
        "repository rules": ["pytest", "-q", "tests/unit/test_repository_rules.py"],
    }
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(captured(tool)) for name, tool in tools.items()}
        failed = [name for name, process in running.items() if not report(name, process)]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    print(f"{len(tools)} checks in {time.monotonic() - began:.0f} s, {verdict}", flush=True)
    return 1 if failed else 0


def report(name: str, process: "subprocess.Popen[str]") -> bool:
    output, _ = process.communicate()
    passed = process.returncode == 0
    print(f"{'ok    ' if passed else 'FAILED'}  {name}", flush=True)
    if not passed:
        print(output.rstrip() + "\n", flush=True)
    return passed


def bench(args: "list[str]") -> int:
    """Files whose names begin with an underscore are shared parts and no benchmarks."""
    known = sorted(file.stem for file in (ROOT / "bench").glob("[!_]*.py"))
    unknown = [name for name in args[:1] if name not in known]
    refuse(unknown, f"the benchmarks are: {', '.join(known) or 'none yet'}")
    set_up()
    commands = [[str(PYTHON), "-m", f"bench.{name}", *args[1:]] for name in args[:1] or known]
    codes = [subprocess.call(command, env=environment()) for command in commands]
    return next((code for code in codes if code), 0)


def package(args: "list[str]") -> int:
    set_up()
    return become([str(PYTHON), "-m", "local.packaging", *args])


def lock(args: "list[str]") -> int:
    """Both lists from one resolution, so that Azure installs the very versions that were tested."""
    common = (
        "uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 -q --no-header"
    )
    with alone():
        if not venv_is_usable():
            make_venv()  # and no more: the lock may be what is broken
        if not succeeds([str(PYTHON), "-c", "import uv"]):
            run(["pip", "install", "--no-input", "uv"], "installing uv")
        for output, more in ((LOCKED.name, "--group dev"), ("requirements.txt", f"-c {LOCKED.name}")):
            run([*f"{common} {more} -o {output}".split(), *args], f"resolving {output}")
    return 0


def refuse(unwanted: "list[str]", reason: str) -> None:
    if unwanted:
        raise SystemExit(f"dev.py: {' '.join(unwanted)}? {reason}")


def require_python(argv: "list[str]") -> None:
    """Hand over to a Python that is supported, or say in one line how to get one."""
    mine = version()
    if mine in SUPPORTED:
        return
    found = find_python()
    if found:
        sys.exit(become([*found, str(ROOT / "dev.py"), *argv]))
    sys.exit(f"dev.py: this is Python {mine}; it takes 3.11, 3.12 or 3.13. To get one:  {how_to_install()}")


def version() -> str:
    return "{}.{}".format(*sys.version_info[:2])


def is_python(command: "list[str]", wanted: str, module: str = "sys") -> bool:
    question = f"import sys, {module}; sys.exit('%d.%d' % sys.version_info[:2] != '{wanted}')"
    return succeeds([*command, "-c", question])


def find_python(
    system: str = sys.platform,
    which: "Callable[..., str | None]" = shutil.which,
    ask: "Callable[[list[str], str], bool]" = is_python,
) -> "list[str]":
    """The command of a supported Python, or nothing; each is asked, for a pyenv shim may stand for no Python at all."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path.home() / ".local" / "bin")])
    for wanted in SUPPORTED:
        launcher = [["py", f"-{wanted}"]] if system == "win32" else []
        for name, *arguments in [[f"python{wanted}"], *launcher]:
            program = which(name, path=places)
            if program and ask([program, *arguments], wanted):
                return [program, *arguments]
    return []


def has_package(name: str) -> bool:
    return succeeds(["apt-cache", "show", name])


def how_to_install(
    system: str = sys.platform,
    which: "Callable[[str], str | None]" = shutil.which,
    packaged: "Callable[[str], bool]" = has_package,
) -> str:
    if system == "win32":
        return "winget install Python.Python.3.13"
    if which("uv"):
        return "uv python install 3.13"
    if which("brew"):
        return "brew install python@3.13"
    if which("apt-get"):
        for wanted in SUPPORTED:
            if packaged(f"python{wanted}"):
                return f"{sudo()}apt-get install python{wanted} python{wanted}-venv"
    if which("dnf"):
        return f"{sudo()}dnf install python3.12"
    # Not every distribution has one of them; this needs neither its packages nor its administrator.
    return "curl -LsSf https://astral.sh/uv/install.sh | sh && ~/.local/bin/uv python install 3.13"


def sudo() -> str:
    return "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "


def set_up() -> None:
    """Does nothing, and needs no network, when the environment is what the lock asks for."""
    with alone():
        if PYTHON.exists() and read_stamp() == fingerprint():
            return
        if not venv_is_usable():
            make_venv()
        install()
        write_stamp(fingerprint())


def fingerprint() -> str:
    return f"{interpreter()}\n{hashlib.sha256(LOCKED.read_bytes()).hexdigest()}\n"


def interpreter() -> str:
    """Also the machine: one folder may be shared by two systems."""
    return f"{version()} {sys.platform} {platform.machine()}"


def read_stamp() -> str:
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""


def write_stamp(text: str) -> None:
    draft = STAMP.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(STAMP)


def venv_is_usable() -> bool:
    """An unfinished one is not: pip takes a package whose unpacking was cut off for an installed one."""
    stamp = read_stamp()
    made_here = not stamp or stamp.splitlines()[0] == interpreter()
    return made_here and is_python([str(PYTHON)], version(), "pip")


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        debian = f"{sudo()}apt-get install python{version()}-venv"
        command = debian if shutil.which("apt-get") else how_to_install()
        raise SystemExit(f"dev.py: this Python {version()} lacks its venv module. To get it:  {command}")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    VENV.mkdir()
    write_stamp(UNFINISHED)
    # Not sys.executable: that may be the very one that was just removed.
    base: str = getattr(sys, "_base_executable", sys.executable)
    run(["venv", str(VENV)], f"making .venv with Python {version()}", base)


def install() -> None:
    """The locked packages, by whatever pip configuration this machine has; pip is quoted only when it fails."""
    began = time.monotonic()
    write_stamp(UNFINISHED)
    total = sum("==" in text for text in LOCKED.read_text(encoding="utf-8").splitlines())
    line = MovingLine()
    said: list[str] = []
    fetched = 0
    # Compiling at first import halves this; where nothing may be written then, every start would pay for it.
    late = [] if sys.dont_write_bytecode else ["--no-compile"]
    options = ["--require-hashes", "--no-input", "--progress-bar", "off", *late]
    with captured(["pip", "install", *options, "-r", LOCKED.name]) as pip:
        for text in pip.stdout or ():
            said.append(text)
            if text.startswith("Collecting "):
                fetched += 1
                line.show(f"fetching {fetched} of {total}  {text.split()[1]}")
            elif text.startswith("Installing collected packages"):
                watch_unpacking(pip, line, 1 + text.count(","))
    line.end()
    if pip.returncode:
        print("".join(said[-12:]), flush=True)
        raise SystemExit("dev.py: the packages could not be installed; pip's last words are above")
    print(f"installed in {time.monotonic() - began:.0f} s", flush=True)


def watch_unpacking(pip: "subprocess.Popen[str]", line: "MovingLine", total: int) -> None:
    """Half of the time pip says nothing here, so what it leaves on the disk is counted."""
    packages = next(VENV.glob("[Ll]ib/**/site-packages"))
    before = len(list(packages.glob("*.dist-info")))
    while pip.poll() is None:
        line.show(f"unpacking {len(list(packages.glob('*.dist-info'))) - before} of {total}")
        time.sleep(0.25)


class MovingLine:
    """Progress that stays on one line of a terminal, and is a line now and then in a log."""

    def __init__(self) -> None:
        self.moves = sys.stdout.isatty()
        self.width = shutil.get_terminal_size().columns - 1
        self.said_at = time.monotonic()

    def show(self, text: str) -> None:
        if self.moves:
            print("\r" + text[: self.width].ljust(self.width), end="", flush=True)
        elif time.monotonic() - self.said_at >= 5:
            print(text, flush=True)
            self.said_at = time.monotonic()

    def end(self) -> None:
        if self.moves:
            print("\r" + " " * self.width, end="\r", flush=True)


@contextlib.contextmanager
def alone() -> "Iterator[None]":
    """One start at a time sets up. The system drops the lock however its holder ends, so none is ever left behind."""
    folder = ROOT / ".local"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w", encoding="utf-8") as file:
        if not try_lock(file.fileno()):
            print("another start is setting up; waiting for it", flush=True)
            while not try_lock(file.fileno()):
                time.sleep(0.2)
        yield


def try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def environment() -> "dict[str, str]":
    """Ours without what would bring another Python's packages in or send ours elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    kept.setdefault("PYTHONIOENCODING", ":replace")
    return {**kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def become(command: "list[str]") -> int:
    """End as that program ends. Where the system can, it takes this process over, and every signal is its own."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment())
    child = subprocess.Popen(command, env=environment())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the console has told the child too
            continue


def succeeds(command: "list[str]") -> bool:
    nowhere = subprocess.DEVNULL
    try:
        return subprocess.call(command, stdout=nowhere, stderr=nowhere, env=environment()) == 0
    except OSError:
        return False


@contextlib.contextmanager
def captured(module: "Sequence[str]", python: str = str(PYTHON)) -> "Iterator[subprocess.Popen[str]]":
    """A module's own program with its output piped; ended with us when we are told to stop."""
    process = subprocess.Popen(
        [python, "-m", *module],
        env={**environment(), "PYTHONIOENCODING": "utf-8:replace"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with process:
        try:
            yield process
        except BaseException:
            process.terminate()
            raise


def run(module: "Sequence[str]", what: str, python: str = str(PYTHON)) -> None:
    """Say what is done, and what the program said only where it failed."""
    print(what, flush=True)
    with captured(module, python) as process:
        output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{output}\ndev.py: {what} failed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
