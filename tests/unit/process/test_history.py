"""The thread as the model reads it: each reply behind what it answered, whoever typed in between."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.history import PAST_TOKENS, WAITING_TOKENS, Line, as_messages, readable, window
from shared.model.tokens import TOKENS_A_LETTER
from tests.unit.process.plans import NOW

#: Letters that are more than all that is kept.
PAST, WAITING = int(PAST_TOKENS / TOKENS_A_LETTER) + 2, int(WAITING_TOKENS / TOKENS_A_LETTER) + 2


def line(author: str, after: int, text: str | None = None, second: int = 0, *attachments: str) -> Line:
    return Line(author, after, NOW + timedelta(seconds=second), text or f"{author}{after}", attachments)


def contents(*lines: Line) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in as_messages(list(lines))]


def test_a_reply_stands_behind_the_messages_it_answered_even_if_others_came_before_it_was_written() -> None:
    assert contents(
        line("customer", 1), line("customer", 2, second=5), line("us", 1, "to the first", second=9)
    ) == [("user", "customer1"), ("assistant", "to the first"), ("user", "customer2")]


def test_neighbouring_lines_of_one_side_are_one_message() -> None:
    assert contents(line("customer", 1), line("customer", 2), line("owner", 3), line("us", 3, "us")) == [
        ("user", "customer1\ncustomer2"),
        ("assistant", "owner3\nus"),
    ]


def test_parts_of_one_reply_keep_their_order() -> None:
    parts = [line("us", 1, "part one"), line("us", 1, "part two")]
    assert contents(line("customer", 1), *parts)[1] == ("assistant", "part one\npart two")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        pytest.param(Line("customer", 1, NOW, "hi"), "hi", id="text"),
        pytest.param(Line("customer", 1, NOW, None, ("image",)), "[sent: image]", id="a picture"),
        pytest.param(Line("customer", 1, NOW, "how much?", ("share", "image")), "how much? [sent: share] [sent: image]", id="both"),
        pytest.param(Line("owner", 1, NOW, None), "", id="nothing that could be read"),
    ],
)  # fmt: skip
def test_what_is_not_text_leaves_a_mark(said: Line, read: str) -> None:
    assert readable(said) == read


@given(st.lists(st.tuples(st.sampled_from(["customer", "owner", "us"]), st.integers(1, 60)), max_size=60))
def test_sides_alternate_and_every_line_is_kept(told: list[tuple[str, int]]) -> None:
    lines = [line(author, after, f"<{n}>", n) for n, (author, after) in enumerate(told)]
    messages = as_messages(lines)
    roles = [message["role"] for message in messages]
    assert all(one != other for one, other in pairwise(roles))
    kept = "\n".join(message["content"] for message in messages).splitlines()
    assert sorted(kept) == sorted(str(line.text) for line in lines)


def test_messages_that_overtook_one_another_are_read_in_metas_order() -> None:
    later, earlier = line("customer", 1, "in red", second=9), line("customer", 2, "a dress", second=3)
    reply, next_one = line("us", 2, "here", second=12), line("customer", 3, "thanks", second=1)
    assert contents(later, earlier, reply, next_one) == [
        ("user", "a dress\nin red"),
        ("assistant", "here"),
        ("user", "thanks"),
    ]


@pytest.mark.parametrize(
    ("past", "waits", "kept"),
    [
        pytest.param([10, 10], [10], ["p0", "p1", "w0"], id="a short thread is read whole"),
        pytest.param([PAST, 10, 10], [10], ["p1", "p2", "w0"], id="what is too long is left out"),
        pytest.param([10, PAST, 10], [10], ["p2", "w0"], id="and what is older than that"),
        pytest.param([10], [WAITING, 10], ["p0", "w1"], id="of a flood the newest is answered"),
        pytest.param([], [10, 2 * WAITING], ["w1"], id="the newest is read however long it is"),
        pytest.param([PAST] * 3, [10], ["w0"], id="without a past when that is too long"),
    ],
)
def test_the_model_reads_the_newest_that_its_window_has_room_for(
    past: list[int], waits: list[int], kept: list[str]
) -> None:
    said = [sized(f"p{n}", size, n) for n, size in enumerate(past)]
    waiting = [sized(f"w{n}", size, 10 + n) for n, size in enumerate(waits)]
    assert [(line.text or "")[:2] for line in window([*said, *waiting], waiting)] == kept


def sized(name: str, letters: int, after: int) -> Line:
    return Line("customer", after, NOW, name + "x" * (letters - 2))
