"""The two terminals of somebody who tries the product: one where `up` runs, one for everything else.

Both are real processes, in a folder whose `.local` is theirs, so that a developer's own is left alone.
"""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from pathlib import Path

from local.children import ROOT

READY_WITHIN = 60.0
STOPPED_WITHIN = 30.0
COMMAND_WITHIN = 60.0
END = "-- the command has ended --"


class Up:
    """`python -m local up`, which is what `dev.py up` becomes once the packages are installed."""

    def __init__(self, folder: Path) -> None:
        self.page = ""
        self.webhook_port = ""
        self.said = ""
        self._state = folder / ".local"
        self._process: Process | None = None

    async def start(self) -> None:
        self.said = ""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "local",
            "up",
            "--state",
            str(self._state),
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
        )
        async with asyncio.timeout(READY_WITHIN):
            self.page = await self._says(r"Open (http://127\.0\.0\.1:\d+) ")
            self.webhook_port = await self._says(r"Webhook http://127\.0\.0\.1:(\d+)/webhook")

    async def interrupt(self) -> int:
        """Ctrl-C; the exit code, once everything it had started is gone. Without effect where nothing runs."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(STOPPED_WITHIN):
                rest, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            raise AssertionError(f"up did not stop within {STOPPED_WITHIN:.0f} s\n{self.said}") from None
        self.said += rest.decode()
        return await process.wait()

    async def _says(self, wanted: str) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.said += line.decode()
            if found := re.search(wanted, line.decode()):
                return found[1]
        raise AssertionError(f"up ended with {await self._process.wait()}\n{self.said}")


class Shell:
    """One bash that keeps its variables from command to command, in a folder with the project's packages and its code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: Process | None = None

    async def run(self, command: str) -> str:
        """What it printed, errors included."""
        if self._process is None:
            (self._folder / ".venv").symlink_to(sys.prefix)
            self._process = await asyncio.create_subprocess_exec(
                *("bash", "--noprofile", "--norc"),
                cwd=self._folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdin=PIPE,
                stdout=PIPE,
                stderr=STDOUT,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # A command that reads its standard input would eat the commands after it.
        self._process.stdin.write(f"{{\n{command}\n}} </dev/null\necho; echo '{END}'\n".encode())
        lines: list[str] = []
        async with asyncio.timeout(COMMAND_WITHIN):
            while (line := (await self._process.stdout.readline()).decode()).strip() != END:
                assert line, f"the shell ended: {lines}"
                lines.append(line)
        return "".join(lines)

    async def close(self) -> None:
        if self._process is not None:
            await self._process.communicate(b"exit\n")
