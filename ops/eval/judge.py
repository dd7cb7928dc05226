"""What was expected of a turn against what became of it: one verdict for each expectation, with what was seen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ops.eval.thread import Played
from process.tools import unfenced
from shared.language.normalise import normalise
from shared.language.numbers import numbers_in
from shared.language.register import Register, register_of


@dataclass(frozen=True, slots=True)
class Verdict:
    expected: str
    holds: bool
    seen: str  #: for whoever reads why it does not


def judge(played: Played) -> list[Verdict]:
    return [*_tools(played), *_said(played), *_state(played)]


def _tools(played: Played) -> Iterator[Verdict]:
    expected = played.turn.expect
    called, found = tools_called(played), products_found(played)
    for tool in expected.tools:
        yield Verdict(f"calls {tool}", tool in called, ", ".join(called) or "no call")
    for tool in expected.never:
        yield Verdict(f"does not call {tool}", tool not in called, ", ".join(called) or "no call")
    for sku in expected.products:
        yield Verdict(f"finds {sku}", sku in found, ", ".join(found) or "no product")


def _said(played: Played) -> Iterator[Verdict]:
    expected, reply = played.turn.expect, played.reply
    if expected.numbers is not None:
        numbers = numbers_in(reply)
        strange = [one.shown for one in numbers if not {one.value, one.amount} & set(expected.numbers)]
        told = ", ".join(map(_plain, expected.numbers)) or "none"
        yield Verdict(f"says no numbers but {told}", not strange, ", ".join(strange) or "none other")
    for wanted in expected.says:
        yield Verdict(f"says {wanted}", any(says(reply, one) for one in wanted.split("|")), reply)
    for claim in expected.forbids:
        yield Verdict(f"does not say {claim}", not says(reply, claim), reply)
    if expected.script is not None:
        script = "arabic" if register_of([reply]) in {Register.ARABIC, Register.MIXED} else "latin"
        yield Verdict(f"is written in {expected.script} letters", script == expected.script, script)


def _state(played: Played) -> Iterator[Verdict]:
    expected = played.turn.expect
    if expected.state is not None:
        state = "answered" if played.person is None else "person"
        wanted = "is answered" if expected.state == "answered" else "calls a person"
        yield Verdict(wanted, state == expected.state, played.person or "answered")
    if expected.reason:
        yield Verdict(
            f"for {' or '.join(expected.reason)}",
            played.person in expected.reason,
            played.person or "no person is called",
        )


def says(reply: str, wanted: str) -> bool:
    """A number in any form, anything else word by word in any spelling."""
    bare = wanted.strip()
    if bare.replace(".", "", 1).isdecimal():
        return any(Decimal(bare) in {one.value, one.amount} for one in numbers_in(reply))
    return f" {normalise(bare)} " in f" {normalise(reply)} "


def tools_called(played: Played) -> list[str]:
    return [call["function"]["name"] for step in played.steps for call in step.get("tool_calls") or ()]


def products_found(played: Played) -> list[str]:
    found = [
        product["sku"]
        for step in played.steps
        if step["role"] == "tool"
        for product in _products(step["content"])
    ]
    return list(dict.fromkeys(found))


def _products(content: str) -> list[Any]:
    try:
        result = json.loads(unfenced(content))
    except ValueError:
        return []  # not as data: nothing was found
    return list(result.get("products", ())) if isinstance(result, dict) else []


def _plain(number: Decimal) -> str:
    return f"{number:f}"
