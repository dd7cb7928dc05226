"""What is said without the model: fixed sentences, in the customer's register. They are in wording.json."""

import json
from functools import cache
from pathlib import Path

from shared.language.register import Register


def said(name: str, register: Register) -> str:
    """A mixture is answered in Arabic: who mixes reads both."""
    wanted = Register.ARABIC if register is Register.MIXED else register
    return _sentences()[name][wanted]


@cache
def _sentences() -> dict[str, dict[str, str]]:
    sentences: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return sentences
