"""What is answered without the model: there is nothing to think about, and nothing to pay for.

A customer who wants a person is told that one will answer, whose voice note nobody could hear is asked to write, and a
mention in a story is thanked for in the shop's own words.
"""

from collections.abc import Sequence

from process.answering import When
from process.history import Line
from process.wording import said
from shared.language.register import Register
from shared.language.wishes import wish_of
from shared.payloads import TALK_TO_PERSON


def wants_person(waiting: Sequence[Line], register: Register, when: When) -> str | None:
    if any(line.payload == TALK_TO_PERSON or wish_of(line.words) == "person" for line in waiting):
        return said("a_person_will_answer", register, when)
    return None


def only_unheard(waiting: Sequence[Line], register: Register) -> str | None:
    """When voice notes that nobody could listen to are all that waits."""
    if not all(set(line.attachments) == {"audio"} and line.words is None for line in waiting):
        return None
    return said("not_heard", register)


def thanks(waiting: Sequence[Line], register: Register, *, arabic: str, english: str) -> str | None:
    """When stories that mention the shop are all that waits, in the language that the customer has written so far."""
    if not all(line.attachments == ("story_mention",) and line.text is None for line in waiting):
        return None
    return (english if register is Register.ENGLISH else arabic) or None
