"""Handlers that never end while `HOLD` is set, so that a test can kill the host in the middle of one."""

import asyncio
import json
import logging
import os

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
held = asyncio.Event()
if "HOLD" not in os.environ:
    held.set()


async def handle(message: func.ServiceBusMessage) -> None:
    logging.getLogger("shop").info("begun %s", message.get_body().decode())
    await held.wait()


@app.service_bus_queue_trigger("message", connection="Bus", queue_name="sessions", is_sessions_enabled=True)
async def by_session(message: func.ServiceBusMessage) -> None:
    await handle(message)


@app.service_bus_queue_trigger("message", connection="Bus", queue_name="plain")
async def one_by_one(message: func.ServiceBusMessage) -> None:
    await handle(message)


@app.route("settings")
async def settings(req: func.HttpRequest) -> func.HttpResponse:
    logging.getLogger("shop").info('{"event": "asked", "by": "سلمى"}', extra={"dropped": True})
    return func.HttpResponse(json.dumps({name: os.environ.get(name) for name in ("COLOUR", "SIZE")}))


@app.route("wait")
async def wait(req: func.HttpRequest) -> func.HttpResponse:
    logging.getLogger("shop").info("begun wait")
    await held.wait()
    return func.HttpResponse("done")


@app.route("open")
async def open_gate(req: func.HttpRequest) -> func.HttpResponse:
    held.set()
    return func.HttpResponse()


@app.route("exit")
async def leave(req: func.HttpRequest) -> func.HttpResponse:
    raise SystemExit(3)
