"""The host as a process: its one line, its log, its signals, and what a kill leaves behind."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import httpx
import pytest
from azure.servicebus import ServiceBusMessage

from tests.support.host import APPS, ROOT, Bus, HostProcess, on_session

APP = APPS / "killed"
NO_BUS = {"Bus": ""}
#: how a process is asked to stop; Windows can send one of a group of its own nothing else
if sys.platform == "win32":
    STOPS = [signal.CTRL_BREAK_EVENT]
else:
    STOPS = [signal.SIGTERM, signal.SIGINT]


async def test_it_prints_its_address_and_the_environment_wins_over_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "local.settings.json"
    path.write_text(json.dumps({"Values": {"COLOUR": "red", "SIZE": "M"}}))
    async with HostProcess(APP, "--settings", str(path), SIZE="L", **NO_BUS) as host:
        async with httpx.AsyncClient(base_url=host.url) as client:
            assert (await client.get("/settings")).json() == {"COLOUR": "red", "SIZE": "L"}
        asked = await host.logged("asked")
    assert asked["message"] == {"event": "asked", "by": "سلمى"}
    assert (asked["level"], asked["category"]) == ("INFO", "shop")
    assert len(asked["invocation"]) == 36
    assert asked.keys() == {"time", "level", "category", "invocation", "message"}


@pytest.mark.parametrize("number", STOPS)
async def test_a_signal_lets_what_runs_finish_and_ends_with_0(number: int) -> None:
    async with HostProcess(APP, HOLD="1", **NO_BUS) as host, httpx.AsyncClient(base_url=host.url) as client:
        call = asyncio.create_task(client.get("/wait"))
        await host.logged("begun wait")
        await client.get("/open")
        host.signal(number)
        assert (await call).text == "done"
        assert await host.ended() == 0
        executed = await host.logged("Executed 'Functions.wait' (Succeeded, Id=")
        assert executed["category"] == "Function.wait"


async def test_a_second_signal_ends_it_at_once() -> None:
    async with HostProcess(APP, HOLD="1", **NO_BUS) as host, httpx.AsyncClient(base_url=host.url) as client:
        call = asyncio.create_task(client.get("/wait"))
        await host.logged("begun wait")
        host.signal(STOPS[0])
        await host.logged("Stopping")
        host.signal(STOPS[0])
        assert await host.ended() == 1
        with pytest.raises(httpx.TransportError):
            await call


async def test_a_function_that_exits_takes_the_process_with_it() -> None:
    async with HostProcess(APP, **NO_BUS) as host, httpx.AsyncClient(base_url=host.url) as client:
        with pytest.raises(httpx.TransportError):
            await client.get("/exit")
        assert await host.ended() == 3


@pytest.mark.parametrize(("queue", "lock_seconds"), [("sessions", 60), ("plain", 1)])
async def test_a_message_under_a_killed_host_comes_again(queue: str, lock_seconds: float) -> None:
    async with Bus(lockDuration=lock_seconds) as bus:
        async with HostProcess(APP, Bus=bus.connection_string, HOLD="1") as first:
            message = on_session("s", b"precious") if queue == "sessions" else ServiceBusMessage(b"precious")
            await bus.send(queue, message)
            await first.logged("begun precious")
            first.kill()
            await first.ended()
        assert [left.body for left in bus.broker.messages(queue)] == [b"precious"]
        async with HostProcess(APP, Bus=bus.connection_string) as second:
            await second.logged("begun precious")
            await bus.emptied(queue)


@pytest.mark.parametrize(
    ("files", "arguments", "code", "said"),
    [
        ({"host.json": "{"}, (), 2, "host.json is not valid JSON"),
        ({}, ("--settings", "nowhere.json"), 2, "nowhere.json: No such file or directory"),
        ({}, ("--host", "192.0.2.1"), 1, "cannot listen: "),
    ],
)
async def test_what_stops_it_from_starting_is_said_in_one_line(
    tmp_path: Path, files: dict[str, str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.host", "--app", str(tmp_path), *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, out) == (code, b"")
    assert said in err.decode()
    assert "Traceback" not in err.decode()
