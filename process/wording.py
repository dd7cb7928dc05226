"""What is said without the model: fixed sentences, in the customer's script. The words are in wording.json."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from process.answering import SOME_TIME, When
from shared.language.normalise import is_arabic

#: As the registers of a customer are called.
Language = Literal["arabic", "arabizi", "english"]


def language_of(customer: Sequence[str]) -> Language:
    return "arabic" if is_arabic(" ".join(customer)) or not any(customer) else "english"


def not_about_this(customer: Sequence[str]) -> str:
    """What the provider's filter will not let anybody talk about."""
    return str(_words()["not_about_this"][language_of(customer)])


def a_person_will_answer(customer: Sequence[str], when: When = SOME_TIME) -> str:
    """The polite fallback: promises a person at the time that the shop's hours say, and nothing else."""
    return _said("a_person_will_answer", language_of(customer), when)


def too_many_messages(customer: Sequence[str], when: When) -> str:
    return _said("too_many_messages", language_of(customer), when)


def in_words(when: When, language: Language) -> str:
    """For the sentence of somebody else: "tomorrow, after we open at 10:00"."""
    fields = when.fields
    if "day" in fields:
        fields["day"] = _words()["days"][language][fields["day"]]
    return str(_words()["when"][when.day][language]).format(**fields)


def _said(sentence: str, language: Language, when: When) -> str:
    return str(_words()[sentence][language]).format(when=in_words(when, language))


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return words
