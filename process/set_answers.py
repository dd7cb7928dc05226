"""What is answered without the model: there is nothing to think about, and nothing to pay for.

A customer who wants a person is told that one will answer; a mention in a story is thanked for in the shop's own words.
"""

from collections.abc import Sequence

from process.history import Line
from process.register import customers_register
from process.wording import said
from shared.language.register import Register
from shared.language.wishes import wish_of
from shared.payloads import TALK_TO_PERSON


def wants_person(waiting: Sequence[Line], lines: Sequence[Line]) -> str | None:
    if any(line.payload == TALK_TO_PERSON or wish_of(line.text) == "person" for line in waiting):
        return said("a_person_will_answer", customers_register(waiting, lines))
    return None


def thanks(waiting: Sequence[Line], lines: Sequence[Line], *, arabic: str, english: str) -> str | None:
    """When stories that mention the shop are all that waits, in the language that the customer has written so far."""
    if not all(line.attachments == ("story_mention",) and line.text is None for line in waiting):
        return None
    in_english = customers_register(waiting, lines) is Register.ENGLISH
    return (english if in_english else arabic) or None
