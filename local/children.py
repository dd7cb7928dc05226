"""Processes of the local world: started, watched, stopped, and their output kept in a file.

Everything is started as `python -m …` from the project's folder with exactly the environment it is given.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_WITHIN = 10.0


class ChildFailed(Exception):
    """A process ended that should not have; the message has its last lines."""


class Child:
    """One running `python -m module …`. Its standard output is read line by line, its standard error goes to a log."""

    def __init__(self, process: asyncio.subprocess.Process, name: str, log: Path) -> None:
        self.process = process
        self.name = name
        self.log = log
        self.lines: list[str] = []

    @classmethod
    async def start(cls, *arguments: str, environment: Mapping[str, str], log: Path) -> "Child":
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *arguments,
                cwd=ROOT,
                env={**os.environ, **environment, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        return cls(process, arguments[0], log)

    async def says(self, beginning: str, *, within: float = 30.0) -> str:
        """The rest of the first line that begins so. Raises ChildFailed when it ends or stays silent."""
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(within):
                async for line in self.process.stdout:
                    self.lines.append(line.decode(errors="replace").rstrip())
                    if self.lines[-1].startswith(beginning):
                        return self.lines[-1][len(beginning) :].strip()
        except TimeoutError:
            raise ChildFailed(
                f"{self.name} did not say {beginning!r} within {within:.0f} s\n{self.tail()}"
            ) from None
        raise ChildFailed(f"{self.name} ended with {await self.process.wait()}\n{self.tail()}")

    async def ended(self) -> None:
        """Returns never, or raises ChildFailed when the process ends."""
        code = await self.process.wait()
        raise ChildFailed(f"{self.name} ended with {code}; its log is {self.log}\n{self.tail()}")

    async def stop(self) -> None:
        """Politely, then not."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self._drain()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """At once, wherever it is."""
        with suppress(ProcessLookupError):
            self.process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        await self._drain()

    async def _drain(self) -> None:
        """Read to the end, or a full pipe would keep the process from ending."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode(errors="replace").rstrip())
        await self.process.wait()

    def tail(self, most: int = 12) -> str:
        with suppress(OSError):
            errors = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            return "\n".join([*self.lines[-most:], *errors[-most:]])
        return "\n".join(self.lines[-most:])


async def run(*arguments: str, environment: Mapping[str, str], give: str = "") -> str:
    """Run `python -m …` to its end and return what it printed. Raises ChildFailed with its errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        cwd=ROOT,
        env={**os.environ, **environment, "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate(give.encode())
    if process.returncode:
        raise ChildFailed(f"{' '.join(arguments[:2])} failed\n{err.decode(errors='replace')}")
    return out.decode(errors="replace")
