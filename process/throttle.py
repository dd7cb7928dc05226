"""So many messages of one customer are answered in a minute and in a day; past that the model is not asked.

Counted from the customer's own rows as the turn starts, so nothing is kept and nobody waits for anybody. Whoever writes on
is told once that a person will answer, an hour long or for the day, and a person is wanted.
"""

from pathlib import Path

from process.answering import When
from process.loop import Conversed
from process.wording import said
from shared.database import Row, named_queries
from shared.language.register import Register

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: The turn that says it, and those after it that say nothing.
TOLD, SILENT = "throttled", "throttled_again"


def floods(pace: Row | None) -> bool:
    return pace is not None and pace["passed"] is not None


def throttled(pace: Row | None, register: Register, when: When) -> Conversed | None:
    if pace is None or not floods(pace):
        return None
    if pace["told"]:
        return Conversed("", SILENT)
    return Conversed(said("too_many_messages", register, when), TOLD)


def is_throttled(conversed: Conversed) -> bool:
    return conversed.reason in {TOLD, SILENT}
