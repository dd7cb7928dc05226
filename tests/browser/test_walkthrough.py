"""docs/walkthrough.md, done step by step: a real `up`, a real browser, a real shell.

The texts, the commands and what must be seen are read from the document, so it cannot say anything the product does
not do. `UPDATE_SCREENSHOTS=1` takes its pictures anew from the running page.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.browser import DESK, opened
from tests.support.reader import Reader
from tests.support.walkthrough import DOCUMENT, Action, Kind, Step, printed, read

README = DOCUMENT.parents[1] / "README.md"
DRAWS = os.environ.get("UPDATE_SCREENSHOTS") == "1"
MOST_BYTES = 80_000
STEPS = read(DOCUMENT.read_text(encoding="utf-8"))


@pytest.fixture
async def reader(browser: Browser) -> AsyncIterator[Reader]:
    # Not pytest's tmp_path: under root PostgreSQL runs as another user, who may not enter that folder.
    folder = Path(tempfile.mkdtemp(prefix="igshop-"))
    sharp = {"viewport": DESK, "color_scheme": "light", "device_scale_factor": 2 if DRAWS else 1}
    try:
        async with opened(browser, "about:blank", **sharp) as page:
            reader = Reader(page, folder, draws=DRAWS)
            try:
                yield reader
            finally:
                await reader.leave()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def test_every_step_does_what_it_says(reader: Reader) -> None:
    done = []
    for step in STEPS:
        await reader.follow(step)
        done.append(step.number)
    assert done == list(range(1, 19))
    assert await reader.up.interrupt() == 0


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"step {step.number}")
def test_each_step_says_what_to_see(step: Step) -> None:
    is_the_readme_s = step.texts("runs") == ["python3 dev.py test"]
    assert step.texts("shows", "prints") or is_the_readme_s


def test_the_commands_it_shares_with_the_readme_are_the_same() -> None:
    readme = README.read_text(encoding="utf-8")
    for number in (1, 12, 18):
        (command,) = STEPS[number - 1].texts("runs")
        assert command in readme, f"step {number}"


def test_its_pictures_are_there_and_small() -> None:
    files = [DOCUMENT.parent / name for step in STEPS for name in step.texts("pictures")]
    assert {file.name for file in files} == {file.name for file in (DOCUMENT.parent / "images").iterdir()}
    for file in files:
        assert file.stat().st_size < MOST_BYTES, file.name


@pytest.mark.parametrize(
    ("markdown", "action"),
    [
        ("```sh\npython3 dev.py up\n```\n", ("runs", "python3 dev.py up")),
        ("```text\nHTTP/1.1 200 OK\n```\n", ("prints", "HTTP/1.1 200 OK")),
        ("> قديش؟\n", ("writes", "قديش؟")),
        ("press <kbd>English</kbd>\n", ("presses", "English")),
        ("open [it](http://127.0.0.1:7400)\n", ("opens", "http://127.0.0.1:7400")),
        ('<img src="images/chat.png" alt="">\n', ("pictures", "images/chat.png")),
        ("it says **Active\nnow**\n", ("shows", "Active now")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_stands_in_the_document_is_what_is_done(markdown: str, action: tuple[Kind, str]) -> None:
    (step,) = read(f"# Title\n\n> not yet\n\n## 1. A step\n\nSome words.\n\n{markdown}\nMore.\n")
    assert step.actions == [Action(*action)]


def test_paragraphs_of_a_quote_are_messages_of_their_own() -> None:
    (step,) = read("## 1. Three\n\n> one\n> line\n>\n> two\n>\n> three\n\n")
    assert step.texts("writes") == ["one line", "two", "three"]


@pytest.mark.parametrize(
    ("output", "fits"),
    [("x\nports 1 and 2\nend 3\n", True), ("end 3\nports 1 and 2\n", False), ("ports 1", False)],
)
def test_what_is_printed_has_gaps_for_what_differs(output: str, *, fits: bool) -> None:
    assert bool(printed("ports … and …\nend 3").search(output)) is fits
