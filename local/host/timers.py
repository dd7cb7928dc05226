"""Timer functions: one at a time each, at the seconds their schedule names, by an injected clock.

A run that outlasts its own schedule delays the next one and never overlaps it; what was missed meanwhile is
not made up for. The platform remembers the last run across restarts (`use_monitor`); this host does not, so
`past_due` is always false.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from azure.functions.meta import Datum

from local.host.admin import Admin
from local.host.indexing import Index, LoadedFunction
from local.host.invoke import Invoker
from local.host.ncrontab import Schedule, ScheduleError
from local.host.settings import SettingsError, expand

#: a machine that slept or had its clock set is noticed within this many seconds
_LONGEST_NAP = 60.0


def utc_now() -> datetime:
    return datetime.now(UTC)


def build(
    index: Index,
    admin: Admin,
    invoker: Invoker,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[object]],
) -> list["Timer"]:
    timers = []
    for function in [function for function in index.functions if function.trigger.type == "timerTrigger"]:
        try:
            schedule = Schedule(expand(getattr(function.trigger, "schedule", ""), os.environ))
            schedule.after(now())
        except (ScheduleError, SettingsError) as error:
            index.reject(function.name, str(error))
            continue
        timers.append(Timer(function, schedule, invoker=invoker, now=now, sleep=sleep))
        admin.offer(function.name, timers[-1].fire)
    return timers


class Timer:
    def __init__(
        self,
        function: LoadedFunction,
        schedule: Schedule,
        *,
        invoker: Invoker,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._function = function
        self._schedule = schedule
        self._invoker = invoker
        self._now = now
        self._sleep = sleep
        self._last: datetime | None = None
        self._one_at_a_time = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self.run())

    async def stop(self) -> None:
        async with self._one_at_a_time:  # a run in progress is not cut off
            if self._task:
                self._task.cancel()

    async def run(self) -> None:
        if getattr(self._function.trigger, "run_on_startup", None):
            await self.fire()
        while True:
            due = self._schedule.after(self._now())
            while (wait := (due - self._now()).total_seconds()) > 0:
                await self._sleep(min(wait, _LONGEST_NAP))
            await self.fire()

    async def fire(self, _input: str = "") -> None:
        async with self._one_at_a_time:
            moment = self._now()
            info = self._info(moment)
            self._last = moment
            await self._invoker.invoke(self._function, Datum(json.dumps(info), "json"))

    def _info(self, moment: datetime) -> dict[str, object]:
        status = {
            "Last": (self._last or datetime.min).isoformat(),  # noqa: DTZ901 - how the platform says "never": year 1
            "LastUpdated": moment.isoformat(),
            "Next": self._schedule.after(moment).isoformat(),
        }
        return {"Schedule": {"AdjustForDST": True}, "ScheduleStatus": status, "IsPastDue": False}
