"""The register to answer in, told to the model behind the history: what stands before stays the same for every turn."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from process.history import Line
from shared.language.register import Register, register_of


def customers_register(waiting: Sequence[Line], said: Sequence[Line]) -> Register:
    """Of what waits; where it shows none, of what the customer wrote before."""
    now = [line.words or "" for line in waiting]
    waits = {id(line) for line in waiting}
    before = [line.words or "" for line in said if line.author == "customer" and id(line) not in waits]
    return register_of(now, before=before)


def instruction(register: Register) -> dict[str, str]:
    return {"role": "system", "content": _instructions()[register]}


@cache
def _instructions() -> dict[str, str]:
    path = Path(__file__).with_suffix(".json")
    return {name: str(text) for name, text in json.loads(path.read_text("utf-8")).items()}
