"""Every trigger as the platform will read it."""

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import azure.functions as func
import pytest


@pytest.fixture
def triggers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The triggers by function name, of an app imported anew with this many namespaces."""
    monkeypatch.setenv("SERVICE_BUS_NAMESPACES", str(request.param))
    sys.modules.pop("function_app", None)
    functions = importlib.import_module("function_app").app.get_functions()
    yield {function.get_function_name(): function.get_trigger() for function in functions}
    sys.modules.pop("function_app", None)


@pytest.mark.parametrize("triggers", [1], indirect=True)
def test_queue_triggers_take_exact_bytes_one_at_a_time_a_session(triggers: dict[str, Any]) -> None:
    queues = {name: one for name, one in triggers.items() if one.type == "serviceBusTrigger"}
    assert {name: one.queue_name for name, one in queues.items()} == {
        "record": "inbound",
        "turn": "turns",
        "send": "outbound",
        "index": "catalog",
        "push": "orders",
    }
    for trigger in queues.values():
        bound = trigger.get_dict_repr()
        assert bound["isSessionsEnabled"] is True
        assert trigger.data_type == func.DataType.BINARY.value
        assert bound["connection"] == "ServiceBusConnection"


@pytest.mark.parametrize("triggers", [3], indirect=True)
def test_each_namespace_has_triggers_of_its_own(triggers: dict[str, Any]) -> None:
    connections = {name: one.connection for name, one in triggers.items() if name.startswith("turn")}
    assert connections == {
        "turn": "ServiceBusConnection",
        "turn1": "ServiceBusConnection1",
        "turn2": "ServiceBusConnection2",
    }


@pytest.mark.parametrize("triggers", [1], indirect=True)
def test_the_webhook_asks_for_no_key_as_meta_has_none(triggers: dict[str, Any]) -> None:
    for name, method in (("verify", "GET"), ("webhook", "POST")):
        bound = triggers[name].get_dict_repr()
        assert (bound["route"], bound["authLevel"]) == ("webhook", func.AuthLevel.ANONYMOUS)
        assert [one.value for one in bound["methods"]] == [method]


@pytest.mark.parametrize("triggers", [2], indirect=True)
def test_timers_are_there_once(triggers: dict[str, Any]) -> None:
    timers = {name: one.schedule for name, one in triggers.items() if one.type == "timerTrigger"}
    assert timers == {
        "sweep": "*/15 * * * * *",
        "alerts": "7/15 * * * * *",
        "reconcile": "30 */5 * * * *",
        "profile": "20 */10 * * * *",
        "tokens": "10 20 3 * * *",
        "retention": "50 10 2 * * *",
        "catalog": "40 */5 * * * *",
        "orders": "15 */2 * * * *",
        "products": "10 45 * * * *",
        "forget": "25 * * * * *",
        "unindex": "55 * * * * *",
    }
