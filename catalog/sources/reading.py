"""A page or a PDF is read by a process of its own, which may take so much memory and time and nothing else.

A file that a stranger wrote may make its parser loop, swell or crash; then only this process ends. It gets the bytes on
its standard input and none of our settings, so that there is no secret in it either. `python -m catalog.sources.reading`
is that process.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Timer

from catalog.sources.blocks import MOST_TEXT, Block, Reading, read_text
from shared.errors import SourceUnusable

_ROOT = Path(__file__).parents[2]
#: JSON of a text of that length, with room for its marks.
_MOST_SAID = MOST_TEXT * 8
_CANNOT = {
    "too_slow": "reading it takes too long",
    "too_complex": "reading it takes too much memory",
    "unreadable": "it cannot be read: it is damaged, or not what its name says",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Processor seconds, seconds by the clock, and bytes of memory."""

    cpu: int = 15
    within: float = 30.0
    memory: int = 768 * 1024 * 1024


USUAL = Limits()


async def read(kind: str, content: bytes, charset: str | None = None, *, limits: Limits = USUAL) -> Reading:
    """`kind` is page, pdf or text. Raises SourceUnusable."""
    command = [sys.executable, "-m", "catalog.sources.reading", kind, charset or ""]
    command += [str(limits.cpu), str(limits.memory)]
    said, code, in_time = await asyncio.to_thread(_run, command, content, limits.within)
    if not in_time:
        raise _refusal("too_slow")
    return _understood(said, code)


def _run(command: list[str], content: bytes, within: float) -> tuple[bytes, int, bool]:
    """In a thread: on Windows the loop that psycopg needs starts no processes."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603  # our own program
        command, cwd=_ROOT, env=_bare_environment(), stdin=pipe, stdout=pipe, stderr=nowhere
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        late = Event()

        def end() -> None:
            late.set()
            child.kill()

        overdue = Timer(within, end)
        overdue.start()
        try:
            with suppress(BrokenPipeError):  # it may end before it has taken all
                child.stdin.write(content)
                child.stdin.close()
            said = child.stdout.readline(_MOST_SAID)
        finally:
            overdue.cancel()
            child.kill()
    return said, child.returncode, not late.is_set()


def _bare_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


def _understood(said: bytes, code: int) -> Reading:
    try:
        answer = json.loads(said)
    except ValueError:
        raise _refusal("too_slow" if code == -24 else "unreadable") from None  # SIGXCPU
    if "refused" in answer:
        raise SourceUnusable(answer["refused"], answer["sentence"])
    return Reading(answer["title"], tuple(Block(**block) for block in answer["blocks"]))


def _refusal(reason: str) -> SourceUnusable:
    return SourceUnusable(reason, _CANNOT[reason])


def _limit(cpu: int, memory: int) -> None:
    """Windows has no such limits; there the clock is the only one."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reader(kind: str, charset: str) -> Callable[[bytes], Reading]:
    if kind == "pdf":
        from catalog.sources.pdf import read_pdf

        return read_pdf
    from catalog.sources.page import decoded, read_page

    if kind == "page":
        return lambda content: read_page(content, charset or None)
    return lambda content: read_text(decoded(content, charset or None))


def main(kind: str, charset: str, cpu: str, memory: str) -> None:
    _limit(int(cpu), int(memory))
    try:
        reading = _reader(kind, charset)(sys.stdin.buffer.read())
        answer = json.dumps(asdict(reading), ensure_ascii=False)
    except SourceUnusable as error:
        answer = json.dumps({"refused": error.reason, "sentence": str(error)})
    except MemoryError:
        answer = json.dumps({"refused": "too_complex", "sentence": _CANNOT["too_complex"]})
    sys.stdout.buffer.write(f"{answer}\n".encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # what the parser left behind is nobody's to clear away


if __name__ == "__main__":
    main(*sys.argv[1:])
