"""One scenario, played: each of its turns goes through the product's own turn, from the set answers to the guard.

What is left out is what a conversation needs a database for: its number, its lock, its budget and its commit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from ops.eval.models import Chats, Watched
from ops.eval.scenario import Case, Turn
from process.commit import called_for
from process.history import Line
from process.loop import Conversed
from process.notes import Notes
from process.orders.summary import summary_text
from process.started import Started
from process.think import MOST_ATTEMPTS, think
from process.wording import said
from shared.app import App
from shared.contracts import Media
from shared.errors import MediaUnusable
from shared.graph.media import Fetched
from shared.tenants import ConversationKey, TenantId

#: Of a scenario; a shop of the set has no tenant of its own.
NOBODY = TenantId(UUID(int=0))
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Played:
    """A turn as it went."""

    turn: Turn
    reply: str  #: as the customer reads it
    conversed: Conversed
    person: str | None  #: why one is called
    waiting: Sequence[Line] = ()  #: what was answered
    steps: list[dict[str, Any]] = field(default_factory=list)


class Pictures:
    """The media port: a scenario's pictures are files, and their names are their addresses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def fetch(self, address: str) -> Fetched:
        try:
            return Fetched("image/png", (self._folder / address).read_bytes())
        except OSError as error:
            raise MediaUnusable(f"there is no picture {address}") from error

    async def close(self) -> None:
        """There is nothing to close."""


async def play(
    app: App, case: Case, shop: dict[str, Any], tenant: TenantId, model_of: Callable[[Turn], Chats]
) -> list[Played]:
    """`shop` is the tenant's row as the turn reads it. Raises what a turn raises that must be tried again."""
    vars(app)["media"] = Pictures(case.pictures)
    thread: list[Line] = []
    played = []
    for number, turn in enumerate(case.scenario.turns, 1):
        waiting = _lines(turn, after=len(thread))
        watched = Watched(model_of(turn))
        vars(app)["model"] = watched
        started = _started(tenant, shop, number, [*thread, *waiting], waiting)
        conversed = await think(app, started)
        reply = conversed.text or said("a_person_will_answer", started.register, started.people_answer)
        if conversed.order is not None:
            reply = f"{reply}\n{summary_text(conversed.order, started.register)}"
        steps = watched.steps
        played.append(Played(turn, reply, conversed, called_for(conversed), waiting, steps))
        thread += waiting
        thread.append(Line("us", len(thread), _at(len(thread)), reply))
    return played


def _lines(turn: Turn, *, after: int) -> list[Line]:
    lines = [Line("customer", after + n, _at(after + n), text) for n, text in enumerate(turn.customer, 1)]
    story = () if turn.story is None else (Media("story", id=turn.story),)
    picture = () if turn.picture is None else (Media("image", url=turn.picture),)
    lines[-1] = replace(lines[-1], attachments=tuple(one.kind for one in picture), media=(*story, *picture))
    return lines


def _at(seconds: int) -> datetime:
    return _BEGAN + timedelta(seconds=seconds)


def _started(
    tenant: TenantId, shop: dict[str, Any], number: int, lines: list[Line], waiting: list[Line]
) -> Started:
    return Started(
        key=ConversationKey(tenant, "evaluation", "evaluation"),
        turn_no=number,
        attempt=MOST_ATTEMPTS,  # the last: what fails ends the turn, and is not put off in a database
        start=waiting[0].after - 1,
        mark=waiting[-1].after,
        started_at=waiting[-1].at,
        shop=shop,
        notes=Notes(),
        lines=lines,
        waiting=waiting,
        pace=None,
        offer=None,
        traceparent=None,
    )
