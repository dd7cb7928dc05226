"""Queue functions whose behaviour a test in the same process replaces; every message is also put in `seen`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
seen: asyncio.Queue[func.ServiceBusMessage] = asyncio.Queue()


async def succeed(_message: func.ServiceBusMessage) -> Any:
    return None


behave: Callable[[func.ServiceBusMessage], Awaitable[Any]] = succeed


async def handle(message: func.ServiceBusMessage) -> Any:
    seen.put_nowait(message)
    return await behave(message)


@app.service_bus_queue_trigger(
    "message",
    connection="Bus",
    queue_name="%SESSIONS%",
    is_sessions_enabled=True,
    data_type=func.DataType.BINARY,
)
async def by_session(message: func.ServiceBusMessage) -> Any:
    return await handle(message)


@app.service_bus_queue_trigger(
    "message", connection="Bus", queue_name="plain", data_type=func.DataType.BINARY
)
async def one_by_one(message: func.ServiceBusMessage) -> Any:
    return await handle(message)


@app.service_bus_queue_trigger("message", connection="Bus", queue_name="text")
async def as_text(message: func.ServiceBusMessage) -> Any:
    return await handle(message)


@app.route("alive")
async def alive(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("alive")
