"""What was searched for in a shop and not found: counted by day, so that the merchant learns what people ask for.

Words alone, without who asked or when. Telephone numbers, addresses, long numbers, known given names and whatever
introduces itself as a name are left out before it is counted; a rare name by itself cannot be told from the name of a thing.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from shared.database import Transaction, named_queries
from shared.language.normalise import normalise
from shared.language.numbers import numbers_in
from shared.language.register import without_addresses
from shared.language.search_words import told_words
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

MOST_A_DAY, KEPT_DAYS = 200, 90
_MOST_A_TURN = 6
_MOST_WORDS, _LONGEST = 6, 60
_LONG_NUMBER = re.compile(r"\w*\d{4,}\w*")


def countable(text: str) -> str | None:
    """The words as they are counted; None when nothing is left."""
    data, kept = _data(), []
    words = told_words(_without_telephones(without_addresses(text)))
    for before, word in zip(["", *words], words, strict=False):
        personal = word in data["names"] or before in data["introduce"] or word in data["introduce"]
        if not personal and not _LONG_NUMBER.fullmatch(word):
            kept.append(word)
    return " ".join(kept[:_MOST_WORDS])[:_LONGEST].strip() or None


async def count(tx: Transaction, key: ConversationKey, turn_no: int, searches: Sequence[str]) -> None:
    """In the turn's own commit, behind it: no round trip of its own."""
    queries = list(dict.fromkeys(filter(None, map(countable, searches))))[:_MOST_A_TURN]
    if queries:
        limits = {"most": MOST_A_DAY, "kept_days": KEPT_DAYS}
        await tx.queue(SQL["count"], {**key.params, "turn_no": turn_no, "queries": queries, **limits})


def _without_telephones(text: str) -> str:
    for number in reversed(numbers_in(text)):
        if number.unit.kind == "phone":
            text = f"{text[: number.start]} {text[number.end :]}"
    return text


@cache
def _data() -> dict[str, frozenset[str]]:
    data = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return {name: frozenset(normalise(words).split()) for name, words in data.items()}
