"""docs/walkthrough.md as data: its steps, and in each what the reader does and is told to see.

The notation is what any reader sees. A `sh` box is run, and the `text` box after it is what it prints, with … for what
differs. A quote is written into the chat, a message a paragraph. <kbd> is pressed, a link to this machine is opened,
an <img> of docs/images is a picture of the page at that moment, and **bold** is what the page shows; about an answer it
may also say "one answer" or "no answer". The rest is prose.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, cast

DOCUMENT = Path(__file__).parents[2] / "docs" / "walkthrough.md"
ONE_ANSWER = "one answer"
NO_ANSWER = "no answer"
#: What stands in a message ahead of the answer: who answers, before a thread's first one, and the words before a summary.
AHEAD = ("معك مساعد «خيط القمر» الآلي", "هذا الملخص")

Kind = Literal["runs", "prints", "writes", "presses", "opens", "pictures", "shows"]
STEP = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
ACTION = re.compile(
    r"^```sh\n(?P<runs>.+?)^```$"
    r"|^```text\n(?P<prints>.+?)^```$"
    r"|(?P<writes>(?:^>[^\n]*\n)+)"
    r"|<kbd>(?P<presses>.+?)</kbd>"
    r"|\]\((?P<opens>http://127\.0\.0\.1:\d+)\)"
    r"|<img src=\"(?P<pictures>[^\"]+)\""
    r"|\*\*(?P<shows>.+?)\*\*",
    re.MULTILINE | re.DOTALL,
)


class Action(NamedTuple):
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    title: str
    actions: list[Action]

    def texts(self, *kinds: Kind) -> list[str]:
        return [action.text for action in self.actions if action.kind in kinds]


def read(markdown: str) -> list[Step]:
    _before, *parts = STEP.split(markdown)
    return [
        Step(int(number), title, _actions(body))
        for number, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def _actions(body: str) -> list[Action]:
    return [
        Action(cast("Kind", found.lastgroup), text)
        for found in ACTION.finditer(body)
        for text in _texts(found.lastgroup, found[found.lastgroup or 0])
    ]


def _texts(kind: str | None, found: str) -> list[str]:
    if kind == "writes":
        paragraphs = re.split(r"^>\s*\n", found, flags=re.MULTILINE)
        return [" ".join(line.lstrip("> ") for line in one.splitlines()) for one in paragraphs]
    return [" ".join(found.split())] if kind == "shows" else [found.strip()]


def printed(wanted: str) -> re.Pattern[str]:
    """What a `text` box stands for: its lines in this order, whatever stands around them."""
    return re.compile(
        ".*".join(".*?".join(map(re.escape, line.strip().split("…"))) for line in wanted.splitlines()),
        re.DOTALL,
    )
