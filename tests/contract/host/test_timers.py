"""Timers by a clock of the test's own: when they fire, and that one never overlaps itself."""

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.host.ncrontab import Schedule, ScheduleError
from tests.support.host import StartHost, WriteApp

START = datetime(2026, 11, 23, 3, 27, 56, 500000, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("* * * * * *", "2026-11-23 03:27:57"),
        ("*/5 * * * * *", "2026-11-23 03:28:00"),
        ("0 */5 * * * *", "2026-11-23 03:30:00"),
        ("*/5 * * * *", "2026-11-23 03:30:00"),
        ("30 27 3 * * *", "2026-11-24 03:27:30"),
        ("0 0 9-17/4 * * *", "2026-11-23 09:00:00"),
        ("0 0 0 * * mon-fri", "2026-11-24 00:00:00"),
        ("0 0 0 * * Sunday", "2026-11-29 00:00:00"),
        ("0 0 0 * * 0", "2026-11-29 00:00:00"),
        ("0 0 0 1 jan *", "2027-01-01 00:00:00"),
        ("0 0 0 13 * fri", "2027-08-13 00:00:00"),
        ("0 0 0 29 2 *", "2028-02-29 00:00:00"),
        ("0 30 5,23 * * *", "2026-11-23 05:30:00"),
        ("10/20 * * * * *", "2026-11-23 03:28:10"),
    ],
)
def test_a_schedule_fires_next_at(expression: str, expected: str) -> None:
    assert Schedule(expression).after(START) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "60 * * * * *",
        "* * 24 * * *",
        "* * * 0 * *",
        "* * * * 13 *",
        "* * * * * 7",
        "a * * * * *",
        "5-1 * * * * *",
        "*/0 * * * * *",
        "1- * * * * *",
        "* * * * ja *",
        "00:05:00",
    ],
)
def test_what_is_no_schedule_is_refused(expression: str) -> None:
    with pytest.raises(ScheduleError):
        Schedule(expression)


FIELDS = st.sampled_from(["*", "0", "7", "*/7", "3-9", "5/10", "1,2,12"])
moments = st.timedeltas(timedelta(0), timedelta(days=3650)).map(START.__add__)


@given(st.tuples(FIELDS, FIELDS, FIELDS), moments)
def test_no_fitting_second_is_skipped(fields: tuple[str, str, str], moment: datetime) -> None:
    schedule = Schedule(f"{' '.join(fields)} * * *")
    found = schedule.after(moment)
    assert found > moment
    assert schedule.after(found - timedelta(microseconds=1)) == found
    between = schedule.after(moment + (found - moment) / 2)
    assert between == found


class Clock:
    """Stands still until somebody sleeps, then jumps to where the sleeper wants to be."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []
        self.may_pass = asyncio.Semaphore(0)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self.may_pass.acquire()
        self.now += timedelta(seconds=seconds)


TIMER = """
fired = asyncio.Queue()
@app.timer_trigger("timer", schedule="%SCHEDULE%", run_on_startup={on_startup}, use_monitor=True)
async def tick(timer: func.TimerRequest) -> None:
    fired.put_nowait(timer)
    {then}
"""


def timer(*, on_startup: bool = False, then: str = "") -> str:
    return TIMER.format(on_startup=on_startup, then=then)


async def test_a_timer_fires_when_its_time_has_come_and_not_before(
    write_app: WriteApp, start_host: StartHost
) -> None:
    clock = Clock()
    options = {"environment": {"SCHEDULE": "0 */5 * * * *"}, "now": clock, "sleep": clock.sleep}
    await start_host(write_app(timer()), **options)
    fired = sys.modules["function_app"].fired
    for _ in range(2):
        clock.may_pass.release()
        await asyncio.sleep(0)
    assert clock.slept[:2] == [60.0, 60.0]  # naps, so that a clock that is set is noticed
    assert fired.empty()
    clock.may_pass.release()
    request = await asyncio.wait_for(fired.get(), 5)
    assert clock.now == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    assert not request.past_due
    assert request.schedule_status["Next"] == "2026-11-23T03:35:00+00:00"


async def test_a_timer_may_run_at_startup(write_app: WriteApp, start_host: StartHost) -> None:
    clock = Clock()
    options = {"environment": {"SCHEDULE": "0 0 0 1 1 *"}, "now": clock, "sleep": clock.sleep}
    await start_host(write_app(timer(on_startup=True)), **options)
    await asyncio.wait_for(sys.modules["function_app"].fired.get(), 5)
    assert clock.now == START


async def test_an_admin_fires_a_timer_and_never_two_at_once(
    write_app: WriteApp, start_host: StartHost
) -> None:
    source = "gate = asyncio.Event()\n" + timer(then="await gate.wait()")
    host = await start_host(write_app(source), environment={"SCHEDULE": "0 0 0 1 1 *"})
    app = sys.modules["function_app"]
    async with httpx.AsyncClient(base_url=host.url) as client:
        for _ in range(2):
            assert (await client.post("/admin/functions/TICK", json={"input": ""})).status_code == 202
        await asyncio.wait_for(app.fired.get(), 5)
        assert (await client.get("/admin/host/status")).json()["state"] == "Running"
    assert app.fired.empty()
    app.gate.set()
    await asyncio.wait_for(app.fired.get(), 5)


async def test_a_failing_timer_fires_again(
    write_app: WriteApp, start_host: StartHost, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    clock.may_pass.release()
    clock.may_pass.release()
    options = {"environment": {"SCHEDULE": "* * * * * *"}, "now": clock, "sleep": clock.sleep}
    await start_host(write_app(timer(then="raise ValueError('once more')")), **options)
    for _ in range(2):
        await asyncio.wait_for(sys.modules["function_app"].fired.get(), 5)
    assert {record.name for record in caplog.records if record.levelno == logging.ERROR} == {"Function.tick"}


async def test_stopping_waits_for_a_timer_that_is_running(write_app: WriteApp, start_host: StartHost) -> None:
    source = "gate, ended = asyncio.Event(), []\n" + timer(
        on_startup=True, then="await gate.wait(); ended.append(1)"
    )
    host = await start_host(write_app(source), environment={"SCHEDULE": "0 0 0 1 1 *"})
    app = sys.modules["function_app"]
    await asyncio.wait_for(app.fired.get(), 5)
    stopping = asyncio.create_task(host.stop())
    await asyncio.sleep(0)
    app.gate.set()
    assert await stopping
    assert app.ended == [1]
