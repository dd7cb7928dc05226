"""Nothing true is held back and nothing false let through: replies as people write them, each beside that which it comes from."""

import json
from pathlib import Path

import pytest

from process.guard import Unsupported, unsupported
from tests.unit.process.reply_sources import SOURCES

HERE = Path(__file__)


def rows(name: str) -> list[tuple[list[str], str, str]]:
    groups = json.loads(HERE.with_name(name).read_text("utf-8"))
    return [(group["from"], group["customer"], reply) for group in groups for reply in group["replies"]]


TOLD, LIES = rows("true_replies.json"), rows("false_replies.json")


def judged(sources: list[str], customer: str, reply: str) -> Unsupported:
    results = [json.dumps(SOURCES[name], ensure_ascii=False) for name in sources]
    return unsupported(reply, tool_results=results, customer=[customer])


@pytest.mark.parametrize(("sources", "customer", "reply"), TOLD, ids=[reply for _, _, reply in TOLD])
def test_a_true_reply_is_not_held_back(sources: list[str], customer: str, reply: str) -> None:
    assert judged(sources, customer, reply) == Unsupported([], [])


@pytest.mark.parametrize(("sources", "customer", "reply"), LIES, ids=[reply for _, _, reply in LIES])
def test_a_false_one_is(sources: list[str], customer: str, reply: str) -> None:
    assert judged(sources, customer, reply) != Unsupported([], [])


def test_there_are_many_of_them_and_most_would_be_false_elsewhere() -> None:
    """Beside nothing at all: else the table would show nothing."""
    bare = [unsupported(reply, tool_results=[], customer=[]) for _, _, reply in TOLD]
    assert len(bare) >= 120
    assert sum(one != Unsupported([], []) for one in bare) > len(bare) * 3 / 4
