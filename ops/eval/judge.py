"""What was expected of a turn against what became of it: one verdict for each expectation, with what was seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ops.eval.thread import Played
from process.guard import list_numbers
from process.orders.claims import says_paid
from shared.language.normalise import normalise
from shared.language.numbers import Number, numbers_in
from shared.language.register import Register, register_of
from shared.person_wanted import Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    expected: str
    holds: bool
    seen: str  #: for whoever reads why it does not


def judge(played: Played) -> list[Verdict]:
    return [*_tools(played), *_said(played), *_state(played), *_ordering(played)]


def _tools(played: Played) -> Iterator[Verdict]:
    expected = played.turn.expect
    called, found = tools_called(played), list(played.conversed.found)
    for tool in expected.tools:
        yield Verdict(f"calls {tool}", tool in called, ", ".join(called) or "no call")
    for tool in expected.never:
        yield Verdict(f"does not call {tool}", tool not in called, ", ".join(called) or "no call")
    for sku in expected.products:
        yield Verdict(f"finds {sku}", sku in found, ", ".join(found) or "no product")


def _said(played: Played) -> Iterator[Verdict]:
    expected, reply = played.turn.expect, played.reply
    numbers = _figures(played)
    if expected.numbers is not None:
        yield _only("numbers", expected.numbers, numbers)
    if expected.money is not None:
        yield _only("money", expected.money, [one for one in numbers if one.unit.kind == "money"])
    for wanted in expected.says:
        yield Verdict(f"says {wanted}", any(says(reply, one) for one in wanted.split("|")), reply)
    for claim in expected.forbids:
        yield Verdict(f"does not say {claim}", not says(reply, claim), reply)
    if expected.script is not None:
        script = "arabic" if register_of([reply]) in {Register.ARABIC, Register.MIXED} else "latin"
        yield Verdict(f"is written in {expected.script} letters", script == expected.script, script)


def _figures(played: Played) -> list[Number]:
    """The numbers of the reply but those that count its lines, and those that are of a found product."""
    counted, own = list_numbers(played.reply), _own(played)
    return [
        one
        for one in numbers_in(played.reply)
        if one.end > counted.get(one.start, 0) and not _among(one, own)
    ]


def _own(played: Played) -> set[Decimal]:
    """What nobody need expect: a found product's sizes and stock, and its price where the reply names it in full."""
    reply, own = normalise(played.reply), set[Decimal]()
    for product in played.conversed.found.values():
        names = [str(product["name_ar"]), str(product["name_en"])]
        named = any(normalise(name) in reply for name in names)
        told = [*names, *product["sizes"], str(product["stock"]), *([str(product["price"])] if named else [])]
        own |= {
            part.value for text in told for number in numbers_in(text) for part in (number, *number.parts)
        }
    return own


def _only(what: str, expected: Sequence[Decimal], said: Sequence[Number]) -> Verdict:
    strange = [one.shown for one in said if not _among(one, set(expected))]
    but = f" but {', '.join(map(_plain, expected))}" if expected else ""
    return Verdict(f"says no {what}{but}", not strange, ", ".join(strange) or "none")


def _among(number: Number, some: set[Decimal]) -> bool:
    """«38,40» is a decimal or two sizes, and either may be meant."""
    if not some.isdisjoint({number.value, number.amount}):
        return True
    return bool(number.parts) and all(_among(part, some) for part in number.parts)


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


def _ordering(played: Played) -> Iterator[Verdict]:
    expected, order = played.turn.expect, played.conversed.order
    if expected.summary is not None:
        seen = "none" if order is None else _plain(order.total)
        holds = (
            order is None
            if expected.summary == "none"
            else order is not None and order.total == expected.summary
        )
        yield Verdict(f"is followed by a summary: {expected.summary}", holds, seen)
    if expected.claims_payment is not None:
        claims = played.person == Reason.PAYMENT and says_paid(played.waiting)
        wanted = "marks" if expected.claims_payment else "does not mark"
        yield Verdict(
            f"{wanted} an order as claimed to be paid", claims == expected.claims_payment, str(claims)
        )


def says(reply: str, wanted: str) -> bool:
    """A number in any form, anything else word by word in any spelling."""
    bare = wanted.strip()
    if bare.replace(".", "", 1).isdecimal():
        return any(Decimal(bare) in {one.value, one.amount} for one in numbers_in(reply))
    return f" {normalise(bare)} " in f" {normalise(reply)} "


def tools_called(played: Played) -> list[str]:
    return [call["function"]["name"] for step in played.steps for call in step.get("tool_calls") or ()]


def _plain(number: Decimal) -> str:
    return f"{number:f}"
