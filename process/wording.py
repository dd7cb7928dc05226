"""What is said without the model: fixed sentences, in the customer's register. They are in wording.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from process.answering import SOME_TIME, When
from shared.language.register import Register


def said(name: str, register: Register, when: When = SOME_TIME) -> str:
    """`when` is when a person answers, in the sentences that promise one."""
    return str(_words()["sentences"][name][_of(register)]).format(when=in_words(when, register))


def reduced(price: str, before: str, register: Register) -> str:
    return str(_words()["reduced"][_of(register)]).format(price=price, before=before)


def in_words(when: When, register: Register) -> str:
    """For the sentence of somebody else: "tomorrow, after we open at 10:00"."""
    fields = when.fields
    if "day" in fields:
        fields["day"] = _words()["days"][_of(register)][fields["day"]]
    return str(_words()["when"][when.day][_of(register)]).format(**fields)


def _of(register: Register) -> Register:
    """A mixture is answered in Arabic: who mixes reads both."""
    return Register.ARABIC if register is Register.MIXED else register


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return words
