"""Small function apps on a real host: written to a folder, started in the test's own loop, stopped after it."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from textwrap import dedent
from typing import Any, Self

import azure.functions as func
import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender

from local.host import Host
from local.servicebus import Broker, Config, Server

ROOT = Path(__file__).parents[2]
APPS = ROOT / "tests" / "contract" / "host" / "apps"
HEADER = """\
import asyncio, logging, os, threading
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
"""

WriteApp = Callable[..., Path]
StartHost = Callable[..., Awaitable[Host]]


@pytest.fixture
def write_app(tmp_path: Path) -> WriteApp:
    """`write_app(*sources, **members of host.json)`; routes have no prefix unless that says so."""

    def write(*sources: str, **host_json: Any) -> Path:
        text = "\n".join((HEADER, *map(dedent, sources)))
        (tmp_path / "function_app.py").write_text(text, encoding="utf-8")
        document = {"version": "2.0", "extensions": {"http": {"routePrefix": ""}}} | host_json
        (tmp_path / "host.json").write_text(json.dumps(document), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
async def start_host() -> AsyncIterator[StartHost]:
    started: list[Host] = []

    async def start(folder: Path, **options: Any) -> Host:
        host = Host(folder, **options)
        await host.start()
        started.append(host)
        return host

    yield start
    for host in started:
        await host.stop()


class Bus:
    """The Service Bus stand-in in the test's process, and the real SDK sending to it."""

    def __init__(self, **queue_options: Any) -> None:
        queues = [
            {"name": "sessions", "requiresSession": True} | queue_options,
            {"name": "plain"} | queue_options,
            {"name": "text"} | queue_options,
        ]
        rule = {"name": "test", "key": "test-key", "claims": ["Send", "Listen"]}
        self.broker = Broker(Config.parse({"queues": queues, "rules": [rule]}))
        self.server = Server(self.broker)
        self._sdk: ServiceBusClient | None = None
        self._senders: dict[str, ServiceBusSender] = {}

    async def __aenter__(self) -> Self:
        await self.come()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go()

    async def come(self) -> None:
        await self.server.start()
        self._sdk = ServiceBusClient.from_connection_string(self.connection_string)

    async def go(self) -> None:
        """An outage; what is in the queues stays there until the next `come`."""
        assert self._sdk
        await self._sdk.close()  # with every sender it has opened
        self._senders.clear()
        await self.server.stop()

    @property
    def connection_string(self) -> str:
        return self.server.connection_string("test")

    async def send(self, queue: str, *messages: ServiceBusMessage) -> None:
        assert self._sdk
        if queue not in self._senders:
            self._senders[queue] = self._sdk.get_queue_sender(queue)
        await self._senders[queue].send_messages(list(messages))

    async def emptied(self, queue: str) -> None:
        """Return when every message of the queue is settled for good."""
        await eventually(lambda: not self.broker.messages(queue), f"{queue} is empty")


async def eventually(condition: Callable[[], object], what: str, *, seconds: float = 30) -> None:
    """Let the loop turn until it is so; for what nobody announces, such as another process's doing."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - whoever makes it so has no event to give
                await asyncio.sleep(0.002)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None


def on_session(session: str, body: bytes = b"{}") -> ServiceBusMessage:
    return ServiceBusMessage(body, session_id=session)


Behaviour = Callable[[func.ServiceBusMessage], Awaitable[Any]]
StartQueues = Callable[..., Awaitable["QueueApp"]]


class QueueApp:
    """apps/queues on a host in this process, with its handlers in the test's hands."""

    def __init__(self, bus: Bus, host: Host) -> None:
        self.bus = bus
        self.host = host
        self.app: Any = sys.modules["function_app"]

    async def next(self) -> func.ServiceBusMessage:
        """The next message that was given to a handler."""
        async with asyncio.timeout(10):
            message: func.ServiceBusMessage = await self.app.seen.get()
            return message

    def behave(self, behaviour: Behaviour) -> None:
        self.app.behave = behaviour

    def gate(self) -> asyncio.Event:
        """From now on handlers wait until the gate is set."""
        gate = asyncio.Event()

        async def wait(_message: func.ServiceBusMessage) -> None:
            await gate.wait()

        self.behave(wait)
        return gate


@pytest.fixture
async def start_queues(tmp_path: Path, start_host: StartHost) -> StartQueues:
    async def start(
        bus: Bus,
        *,
        sessions: str = "sessions",
        function_timeout: str = "00:01:00",
        drain_bound: float = 10,
        **service_bus: Any,
    ) -> QueueApp:
        shutil.copy(APPS / "queues" / "function_app.py", tmp_path)
        options = {"maxConcurrentCalls": 2, "maxConcurrentSessions": 128, "sessionIdleTimeout": "00:00:01"}
        document = {
            "version": "2.0",
            "functionTimeout": function_timeout,
            "extensions": {"http": {"routePrefix": ""}, "serviceBus": options | service_bus},
        }
        (tmp_path / "host.json").write_text(json.dumps(document), encoding="utf-8")
        environment = {"Bus": bus.connection_string, "SESSIONS": sessions}
        host = await start_host(tmp_path, environment=environment, drain_bound=drain_bound)
        assert host.index.errors == []
        return QueueApp(bus, host)

    return start


class HostProcess:
    """`python -m local.host` in a process of its own; killed at the end of the block if it still lives."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.url = ""
        self.log: list[dict[str, Any]] = []
        self.errors = ""
        self._command = (sys.executable, "-m", "local.host", "--app", str(folder), *arguments)
        self._environment = os.environ | environment
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environment,
            cwd=ROOT,
            stdout=PIPE,
            stderr=PIPE,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._reading = asyncio.create_task(self._read_log())
        assert self._process.stdout
        line = (await asyncio.wait_for(self._process.stdout.readline(), 20)).decode()
        self.url = line.removeprefix("Listening on ").strip()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        if self._process.returncode is None:
            self._process.kill()
        await self.ended()

    def signal(self, number: int) -> None:
        assert self._process
        self._process.send_signal(number)

    def kill(self) -> None:
        assert self._process
        self._process.kill()

    async def ended(self) -> int:
        assert self._process
        assert self._reading
        await asyncio.wait_for(self._reading, 10)
        return await self._process.wait()

    async def logged(self, text: str) -> dict[str, Any]:
        await eventually(lambda: self._found(text), f"the host logs {text!r}; it logged {self.log}")
        return self._found(text)[0]

    def _found(self, text: str) -> list[dict[str, Any]]:
        return [line for line in self.log if text in str(line["message"])]

    async def _read_log(self) -> None:
        assert self._process
        assert self._process.stderr
        async for line in self._process.stderr:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.errors += line.decode()
