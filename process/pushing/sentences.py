"""What a customer hears of an order, in the register that they write in. The sentences are in sentences.json."""

import json
from functools import cache
from pathlib import Path

from shared.language.register import Register

_LONGEST_NUMBER = 40


def sentence(name: str, register: Register, number: str) -> str:
    """`number` came from outside: one short line of it is shown."""
    shown = " ".join(number.split())[:_LONGEST_NUMBER]
    # A mixture is answered in Arabic: who mixes reads both.
    by_register = _sentences()[name]
    return by_register["arabic" if register is Register.MIXED else register].format(number=shown)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return read
