"""A reader of docs/walkthrough.md who does what it says and looks for what it promises.

Beside what a step says, one thing holds after every step: the thread on the page is exactly what was said so far, each
question with as many answers as the document gave it. So a second answer is found, however late it comes.
"""

import asyncio
import re
import shlex
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.async_api import Locator, Page, expect

from tests.support import pictures
from tests.support.terminals import Shell, Up
from tests.support.walkthrough import AHEAD, DOCUMENT, NO_ANSWER, ONE_ANSWER, Step, printed

#: Commands that only look, and so may look again until it is there; the others run once.
LOOKS = ("grep",)
LOOKS_FOR = 10.0


class Reader:
    """`draws` puts new pictures where the document has its own."""

    def __init__(self, page: Page, folder: Path, *, draws: bool) -> None:
        self.page = page
        self.up = Up(folder)
        self.shell = Shell(folder)
        self._draws = draws
        self._threads: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._command = self._output = ""
        self._waits_since: float | None = None  #: when a message went that may have an answer
        self._answered = False

    async def follow(self, step: Step) -> None:
        _log(f"{step.number}. {step.title}")
        self._waits_since = None
        for kind, text in step.actions:
            await getattr(self, f"_{kind}")(text)
        if self.up.page and self.page.url.startswith(self.up.page):
            await self._thread_is_as_told()

    async def leave(self) -> None:
        await self.shell.close()
        await self.up.interrupt()

    async def _runs(self, command: str) -> None:
        self._command = command
        self._waits_since = None
        match shlex.split(command)[:3]:
            case ["python3", "dev.py", "up"]:
                await self.up.start()
                self._output = self.up.said
            case ["python3", "dev.py", "test"]:
                pass  # it is running: this is one of the tests
            case _:
                self._waits_for_answer()
                self._output = await self.shell.run(self._filled_in(command))

    async def _prints(self, text: str) -> None:
        wanted = printed(text)
        if self._command.startswith(LOOKS):
            with suppress(TimeoutError):
                await self._look_until(wanted)
        assert wanted.search(self._output), f"{text!r} is not in what was printed:\n{self._output}"

    async def _look_until(self, wanted: re.Pattern[str]) -> None:
        async with asyncio.timeout(LOOKS_FOR):
            while not wanted.search(self._output):
                self._output = await self.shell.run(self._command)

    async def _writes(self, text: str) -> None:
        owner = await self.page.locator("body.as-owner").count()
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")
        self._thread.append(("shop" if owner else "own", text))
        if owner:
            self._waits_since = None
        else:
            self._waits_for_answer()

    async def _presses(self, label: str) -> None:
        self._waits_since = None
        if label == "Ctrl-C":
            assert await self.up.interrupt() == 0
            self._output = self.up.said
            return
        tapped = self.page.locator("#replies button").get_by_text(label, exact=True)
        pressed = self.page.get_by_text(label, exact=True).filter(visible=True)
        if await tapped.count():
            await tapped.click()
            self._sends(label)
        elif await pressed.get_attribute("data-sample") is not None:
            await pressed.click()
            self._sends("")
        else:
            await pressed.click()

    def _sends(self, text: str) -> None:
        """As a customer, without typing."""
        self._thread.append(("own", text))
        self._waits_for_answer()

    async def _opens(self, _address: str) -> None:
        """The printed address, for the usual port may be taken; and another port remembers neither who nor which language."""
        here = {}
        if self._customer:
            language = await self.page.evaluate("document.documentElement.lang")
            here = {"customer": self._customer, "lang": language}
        await self.page.goto(f"{self.up.page}/?{urlencode(here)}")

    async def _pictures(self, name: str) -> None:
        if self._draws:
            await pictures.take(self.page, DOCUMENT.parent / name)

    async def _shows(self, text: str) -> None:
        if text == NO_ANSWER:
            assert self._waits_since is not None, "there is no answer where nothing was asked"
        elif self._waits_since is not None:
            await self._answer_shows("" if text == ONE_ANSWER else text)
        else:
            await expect(
                self.page.get_by_text(re.compile(re.escape(text))).filter(visible=True).first
            ).to_be_visible()

    async def _answer_shows(self, text: str) -> None:
        if not self._answered:
            self._thread.append(("shop", ""))
            self._answered = True
            await expect(self._bubbles.nth(len(self._thread) - 1)).to_be_visible()
            _log(f"   answered after {time.monotonic() - (self._waits_since or 0):.2f} s")
        await expect(self._bubbles.nth(len(self._thread) - 1)).to_contain_text(text)
        # What is said of the answer stands in the message behind it.
        self._answered = text not in AHEAD

    async def _thread_is_as_told(self) -> None:
        await expect(self._bubbles).to_have_count(len(self._thread))
        if self._thread:
            sides, texts = zip(*self._thread, strict=True)
            await expect(self._bubbles).to_have_class([re.compile(rf"\b{side}\b") for side in sides])
            await expect(self._bubbles).to_contain_text(list(texts))

    def _waits_for_answer(self) -> None:
        self._waits_since = time.monotonic()
        self._answered = False

    def _filled_in(self, command: str) -> str:
        return command.replace("PORT", self.up.webhook_port).replace("NUMBER", self._customer)

    @property
    def _customer(self) -> str:
        return parse_qs(urlsplit(self.page.url).query).get("customer", [""])[0]

    @property
    def _thread(self) -> list[tuple[str, str]]:
        return self._threads[self._customer]

    @property
    def _bubbles(self) -> Locator:
        return self.page.locator("#bubbles > li")


def _log(line: str) -> None:
    """How far it came, and figures that nothing is asserted of."""
    print(line)  # noqa: T201  # pytest shows it with a failure, or with -s
