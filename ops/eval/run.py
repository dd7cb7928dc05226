"""All scenarios of a run, some at once, each to a result: what was said, what was expected, what did not come off."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ops.eval.judge import Verdict, judge
from ops.eval.models import Chats
from ops.eval.scenario import Case, Kind, Turn
from ops.eval.thread import Played, play
from process.loop import Conversed
from shared.app import App
from shared.person_wanted import Reason
from shared.tenants import TenantId

#: A real model answers a few conversations at once without meeting its limits.
AT_ONCE = 4
#: Seconds before each further try: providers count their limits by the minute.
WAITS = (5.0, 20.0, 60.0)
#: Reasons that tell of an outage or a setting, and not of an answer; those of the first kind may pass.
PASSING = frozenset({"DatabaseUnavailable", "ModelUnavailable", "SearchUnavailable"})
OUTAGES = PASSING | {
    "ContextTooLong",
    "DatabaseRefused",
    "Misconfigured",
    "ModelForbidden",
    "ModelGone",
    "ModelRefused",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scenario is played: an App whose model and media are the scenario's, and the shop's row."""

    app: App
    tenant: TenantId
    shop: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    played: list[Played]
    verdicts: list[list[Verdict]]  #: of each turn
    outage: Conversed | None = (
        None  #: the turn that could not be run, so that this says nothing about the answers
    )

    @property
    def passed(self) -> bool:
        return self.outage is None and all(one.holds for turn in self.verdicts for one in turn)

    @property
    def not_run(self) -> str | None:
        return f"{self.outage.reason}: {self.outage.sentence}" if self.outage else None


@dataclass(frozen=True, slots=True)
class Report:
    model: str
    scripted: bool
    results: list[Result]

    @property
    def money(self) -> Decimal:
        """US dollars of chat, by the prices known here; what was tried again is counted once."""
        return sum((one.conversed.money for result in self.results for one in result.played), Decimal(0))

    @property
    def answered_by(self) -> list[str]:
        """As the provider calls them: a deployment's name says little, and the second model may have stood in."""
        return sorted(
            {one.conversed.model for result in self.results for one in result.played if one.conversed.model}
        )

    @property
    def written_again(self) -> int:
        """Replies that the guard, or their length, sent back to the model."""
        return sum(
            any(step["role"] == "system" for step in one.steps)
            for result in self.results
            for one in result.played
        )

    @property
    def held_back(self) -> int:
        """Replies that claimed what nothing supports, twice: a person is called instead."""
        return sum(one.person == Reason.GUARD for result in self.results for one in result.played)

    @property
    def kinds(self) -> dict[Kind, list[Result]]:
        kinds: dict[Kind, list[Result]] = {}
        for result in sorted(self.results, key=lambda one: one.case.kind):
            kinds.setdefault(result.case.kind, []).append(result)
        return kinds


async def run_cases(
    cases: Sequence[Case],
    place_of: Callable[[Case], Place],
    model_of: Callable[[Turn], Chats],
    *,
    done: Callable[[], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> list[Result]:
    """In the order of `cases`; `done` is called after each. What may pass is tried again."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> Result:
        async with room:
            result = await _played(case, place_of(case), model_of)
            for wait in WAITS:
                if result.outage is None or result.outage.reason not in PASSING:
                    break
                await sleep(wait)
                result = await _played(case, place_of(case), model_of)
        done()
        return result

    return list(await asyncio.gather(*map(one, cases)))


async def _played(case: Case, place: Place, model_of: Callable[[Turn], Chats]) -> Result:
    played = await play(place.app, case, place.shop, place.tenant, model_of)
    outage = next((one.conversed for one in played if one.conversed.reason in OUTAGES), None)
    return Result(case, played, [judge(one) for one in played], outage)
