"""Every trigger of the app, and nothing else: read the binding, call one function, translate the outcome.

Queue triggers take bodies as BINARY (read as text, a JSON body would overwrite the trigger's metadata), one at a time a
session, once for each namespace. The import is every function's cold start: a stage is imported by its first message.
"""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

import azure.functions as func

from shared.app import App
from shared.app import app as process_app
from shared.consume import consume
from shared.contracts import CatalogDoorbell, Inbound, OrderDoorbell, SendDoorbell, TurnDoorbell
from shared.rim import answer, on_time
from shared.settings import bus_connection_name, namespace_count

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def _on_queue(name: str, contract: type[Any], work: Callable[[App, Any], Awaitable[None]]) -> None:
    for namespace in range(namespace_count()):

        @app.function_name(f"{name}{namespace or ''}")
        @app.service_bus_queue_trigger(
            arg_name="message",
            connection=bus_connection_name(namespace),
            queue_name=contract.queue.value,
            is_sessions_enabled=True,
            data_type=func.DataType.BINARY,
        )
        async def handle(message: func.ServiceBusMessage) -> None:
            trace = (message.application_properties or {}).get("traceparent")
            await consume(
                process_app, contract, message.get_body(), work, trace=trace, due=message.enqueued_time_utc
            )


def _lazily(work: str) -> Callable[..., Awaitable[Any]]:
    """A dotted name, imported by the first call for it."""
    module, _, function = work.rpartition(".")

    async def run(*arguments: Any) -> Any:
        return await getattr(import_module(module), function)(*arguments)

    return run


def _on_http(name: str, route: str, methods: list[str], work: str, *stages: str) -> None:
    """`work` answers a request, of the named stages if it answers for several; it is imported when somebody asks."""
    respond = _lazily(work)

    @app.function_name(name)
    @app.route(route, methods=methods)
    async def run(req: func.HttpRequest) -> func.HttpResponse:
        return await answer(name, req, lambda asked: respond(process_app(), asked, *stages))


_API = ("merchant.api", "catalog.api")
_on_http("verify", "webhook", ["GET"], "ingest.handshake.respond")
_on_http("webhook", "webhook", ["POST"], "ingest.webhook.respond")
_on_http("jwks", ".well-known/jwks.json", ["GET"], "merchant.jwks.respond")
_on_http("deauthorize", "deauthorize", ["POST"], "ingest.callbacks.deauthorize")
_on_http("data_deletion", "data-deletion", ["POST"], "ingest.callbacks.delete_data")
_on_http("deletion", "deletion/{code}", ["GET"], "ingest.deletion_page.respond")
_on_http("shops", "shops/{place}", ["POST"], "catalog.hearing.respond.respond")
_on_http("console", "console/{*path}", ["GET", "POST"], "merchant.web.respond.respond")
_on_http("api", "api/{*path}", ["GET", "POST", "PUT", "PATCH", "DELETE"], "shared.api.serving.respond", *_API)

_on_queue("record", Inbound, _lazily("process.record.record"))
_on_queue("turn", TurnDoorbell, _lazily("process.turn.turn"))
_on_queue("send", SendDoorbell, _lazily("send.deliver.deliver"))
_on_queue("index", CatalogDoorbell, _lazily("catalog.indexing.index_changes"))
_on_queue("push", OrderDoorbell, _lazily("process.pushing.push.push"))


def _on_time(name: str, schedule: str, work: str) -> None:
    """`work` is a dotted name, as the stages are."""
    stage = _lazily(work)

    @app.function_name(name)
    @app.timer_trigger(arg_name="timer", schedule=schedule, use_monitor=False)
    async def run(timer: func.TimerRequest) -> None:  # noqa: ARG001  # the host binds by this name
        await on_time(name, lambda: stage(process_app()))


_on_time("sweep", "*/15 * * * * *", "process.sweep.sweep")
_on_time("alerts", "7/15 * * * * *", "merchant.telling.deliver_due")
_on_time("reconcile", "30 */5 * * * *", "process.reconcile.reconcile")
_on_time("profile", "20 */10 * * * *", "merchant.profiles.refresh_all")
_on_time("tokens", "10 20 3 * * *", "merchant.token_life.keep")
_on_time("retention", "50 10 2 * * *", "merchant.retention.keep")
_on_time("catalog", "40 */5 * * * *", "catalog.upkeep.see_to_it")
_on_time("orders", "15 */2 * * * *", "process.orders.upkeep.sweep")
_on_time("products", "10 45 * * * *", "catalog.hearing.polling.poll")
_on_time("forget", "25 * * * * *", "merchant.forgetting.forget_all")
_on_time("unindex", "55 * * * * *", "catalog.forgetting.forget_indexes")
