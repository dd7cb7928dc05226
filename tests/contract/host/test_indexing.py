"""Which apps the platform refuses, and with which reason: the table is a developer's early warning."""

import sys
from pathlib import Path

import httpx
import pytest

from tests.support.host import StartHost, WriteApp

GOOD = """
@app.route("good")
def good(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("good")
"""

SETTINGS = {
    "Bus": "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=v;UseDevelopmentEmulator=true",
    "Identity__fullyQualifiedNamespace": "shop.servicebus.windows.net",
}

WHOLE_APP = {
    "missing module": (
        "import nowhere_to_be_found",
        (
            "ModuleNotFoundError: No module named 'nowhere_to_be_found'. Cannot find module. "
            "Please check the requirements.txt"
        ),
    ),
    "exception at import": ("os.environ['REQUIRED_SETTING']", "KeyError: 'REQUIRED_SETTING'"),
    "syntax error": ("def broken(:", "SyntaxError: invalid syntax (function_app.py, line "),
    "a loop of its own at import": ("asyncio.run(asyncio.sleep(0))", "RuntimeError: asyncio.run() cannot be"),
    "no FunctionApp at top level": (
        "app = None",
        "ValueError: Could not find top level function app instances in function_app.py.",
    ),
    "two names for one app": (
        "application = app",
        "ValueError: More than one FunctionApp or other top level function app instances are defined.",
    ),
    "duplicate function name": (
        """
        @app.function_name("good")
        @app.route("other")
        def other(req: func.HttpRequest) -> func.HttpResponse: ...
        """,
        "ValueError: Function good does not have a unique function name.",
    ),
    "two triggers": (
        """
        @app.route("a")
        @app.timer_trigger("timer", schedule="0 * * * * *")
        def a(req, timer): ...
        """,
        "ValueError: A trigger was already registered to this function.",
    ),
    "parameter not named after its binding": (
        """
        @app.route("a")
        def a(request: func.HttpRequest) -> func.HttpResponse: ...
        """,
        (
            "FunctionLoadError: cannot load the a function: the following parameters are declared in Python "
            "but not in function.json: {'request'}"
        ),
    ),
    "binding without a parameter": (
        """
        @app.route("a")
        def a() -> func.HttpResponse: ...
        """,
        "the following parameters are declared in function.json but not in Python: {'req'}",
    ),
    "builtin list of messages": (
        """
        @app.service_bus_queue_trigger("msgs", connection="Bus", queue_name="q", cardinality="many")
        def a(msgs: list[func.ServiceBusMessage]) -> None: ...
        """,
        "binding msgs has invalid non-type annotation list[",
    ),
    "union parameter": (
        """
        @app.service_bus_queue_trigger("msg", connection="Bus", queue_name="q")
        def a(msg: func.ServiceBusMessage | None) -> None: ...
        """,
        "binding msg has invalid non-type annotation",
    ),
    "optional response": (
        """
        @app.route("a")
        def a(req: func.HttpRequest) -> func.HttpResponse | None: ...
        """,
        "has invalid non-type return annotation",
    ),
    "dict response": (
        """
        @app.route("a")
        def a(req: func.HttpRequest) -> dict: ...
        """,
        'Python return annotation "dict" does not match binding type "http"',
    ),
    "dict message": (
        """
        @app.service_bus_queue_trigger("msg", connection="Bus", queue_name="q")
        def a(msg: dict) -> None: ...
        """,
        (
            'binding type "msg" and dataType "serviceBusTrigger" in function.json do not match the corresponding '
            'function parameter\'s Python type annotation "dict"'
        ),
    ),
    "context of another type": (
        """
        @app.route("a")
        def a(req: func.HttpRequest, context: dict) -> func.HttpResponse: ...
        """,
        'the "context" parameter must be of type azure.functions.Context',
    ),
}

ONE_FUNCTION = {
    "underscore in a binding name": (
        """
        @app.timer_trigger("my_timer", schedule="0 0 0 1 1 *")
        def bad(my_timer: func.TimerRequest) -> None: ...
        """,
        (
            "The binding name my_timer is invalid. Please assign a valid name to the binding: "
            "[a-zA-Z][a-zA-Z0-9]{0,127} or $return."
        ),
    ),
    "function name with a dot": (
        """
        @app.function_name("not.valid")
        @app.timer_trigger("timer", schedule="0 0 0 1 1 *")
        def bad(timer: func.TimerRequest) -> None: ...
        """,
        "'not.valid' is not a valid function name.",
    ),
    "schedule of seven fields": (
        """
        @app.timer_trigger("timer", schedule="0 0 0 1 1 * *")
        def bad(timer: func.TimerRequest) -> None: ...
        """,
        "has 7 fields",
    ),
    "schedule that never fires": (
        """
        @app.timer_trigger("timer", schedule="0 0 0 31 2 *")
        def bad(timer: func.TimerRequest) -> None: ...
        """,
        "never fires",
    ),
    "schedule from a missing setting": (
        """
        @app.timer_trigger("timer", schedule="%NIGHTLY%")
        def bad(timer: func.TimerRequest) -> None: ...
        """,
        "'%NIGHTLY%' does not resolve to a value",
    ),
    "unknown route constraint": (
        """
        @app.route("shops/{shop:colour}")
        def bad(req: func.HttpRequest) -> func.HttpResponse: ...
        """,
        "route constraint 'colour' is not one of",
    ),
    "half a parameter in a segment": (
        """
        @app.route("shop-{shop}")
        def bad(req: func.HttpRequest) -> func.HttpResponse: ...
        """,
        "'shop-{shop}' is neither a literal nor one whole parameter",
    ),
    "trigger of another kind": (
        """
        @app.blob_trigger("blob", path="in/{name}", connection="Storage")
        def bad(blob: func.InputStream) -> None: ...
        """,
        "the local host runs httpTrigger, serviceBusTrigger, timerTrigger; not blobTrigger",
    ),
    "output binding": (
        """
        @app.timer_trigger("timer", schedule="0 0 0 1 1 *")
        @app.service_bus_queue_output("out", connection="Bus", queue_name="q")
        def bad(timer: func.TimerRequest, out: func.Out[str]) -> None: ...
        """,
        "it has no 'serviceBus' input or output bindings",
    ),
    "topic": (
        """
        @app.service_bus_topic_trigger("msg", connection="Bus", topic_name="t", subscription_name="s")
        def bad(msg: func.ServiceBusMessage) -> None: ...
        """,
        "it has no topics",
    ),
    "batch of messages": (
        """
        from typing import List
        @app.service_bus_queue_trigger("msgs", connection="Bus", queue_name="q", cardinality="many")
        def bad(msgs: List[func.ServiceBusMessage]) -> None: ...
        """,
        "it has no batches",
    ),
    "settlement by hand": (
        """
        @app.service_bus_queue_trigger(
            "msg", connection="Bus", queue_name="q", auto_complete_messages=False)
        def bad(msg: func.ServiceBusMessage) -> None: ...
        """,
        "a Python function cannot settle a message itself",
    ),
    "connection setting missing": (
        """
        @app.service_bus_queue_trigger("msg", connection="Absent", queue_name="q")
        def bad(msg: func.ServiceBusMessage) -> None: ...
        """,
        "the app setting 'Absent' does not exist",
    ),
    "identity instead of a connection string": (
        """
        @app.service_bus_queue_trigger("msg", connection="Identity", queue_name="q")
        def bad(msg: func.ServiceBusMessage) -> None: ...
        """,
        (
            "'Identity__fullyQualifiedNamespace' asks for an identity; the local host needs a connection string in "
            "'Identity'"
        ),
    ),
    "queue name from a missing setting": (
        """
        @app.service_bus_queue_trigger("msg", connection="Bus", queue_name="%QUEUE%")
        def bad(msg: func.ServiceBusMessage) -> None: ...
        """,
        "'%QUEUE%' does not resolve to a value",
    ),
}


@pytest.mark.filterwarnings("ignore:coroutine 'sleep' was never awaited:RuntimeWarning")
@pytest.mark.parametrize(("source", "reason"), WHOLE_APP.values(), ids=WHOLE_APP)
async def test_an_app_the_worker_refuses_answers_404_everywhere(
    write_app: WriteApp, start_host: StartHost, source: str, reason: str
) -> None:
    host = await start_host(write_app(GOOD, source))
    (error,) = host.index.errors
    assert error.startswith("Worker failed to index functions: ")
    assert reason in error
    async with httpx.AsyncClient(base_url=host.url) as client:
        assert (await client.get("/good")).status_code == 404
        status = (await client.get("/admin/host/status")).json()
    assert status == {"state": "Running", "functions": [], "errors": [error]}


@pytest.mark.parametrize(("source", "reason"), ONE_FUNCTION.values(), ids=ONE_FUNCTION)
async def test_a_function_the_host_refuses_leaves_the_others_running(
    write_app: WriteApp, start_host: StartHost, source: str, reason: str
) -> None:
    host = await start_host(write_app(GOOD, source), environment=SETTINGS)
    (error,) = host.index.errors
    assert error.startswith("The '")
    assert reason in error
    assert [function.name for function in host.index.functions] == ["good"]
    async with httpx.AsyncClient(base_url=host.url) as client:
        assert (await client.get("/good")).text == "good"


@pytest.mark.parametrize(
    "source",
    {
        "annotations as strings": """
            @app.route("a")
            def a(req: "func.HttpRequest") -> "func.HttpResponse": ...
        """,
        "no annotations": """
            @app.route("a")
            def a(req): ...
        """,
        "wrapped handler": """
            import functools
            def logged(handler):
                @functools.wraps(handler)
                async def wrapper(*args, **kwargs):
                    return await handler(*args, **kwargs)
                return wrapper
            @app.route("a")
            @logged
            async def a(req: func.HttpRequest) -> func.HttpResponse: ...
        """,
        "blueprint": """
            blueprint = func.Blueprint()
            @blueprint.route("a")
            def a(req: func.HttpRequest) -> func.HttpResponse: ...
            app.register_functions(blueprint)
        """,
        "body only": """
            @app.timer_trigger("timer", schedule="0 0 0 1 1 *")
            def a(timer: str) -> None: ...
        """,
    }.values(),
)
async def test_what_the_platform_accepts_is_accepted(
    write_app: WriteApp, start_host: StartHost, source: str
) -> None:
    host = await start_host(write_app(source))
    assert host.index.errors == []
    assert [function.name for function in host.index.functions] == ["a"]


async def test_a_folder_without_an_app_starts_with_no_functions(
    tmp_path: Path, start_host: StartHost
) -> None:
    host = await start_host(tmp_path)
    assert host.index.errors == [f"No job functions found: there is no function_app.py in {tmp_path}"]


async def test_an_app_without_functions_starts_and_says_so(
    write_app: WriteApp, start_host: StartHost
) -> None:
    host = await start_host(write_app(""))
    assert host.index.errors == ["No job functions found: function_app.py declares none"]


async def test_the_app_is_imported_in_its_folder_with_its_settings(
    write_app: WriteApp, start_host: StartHost
) -> None:
    folder = write_app("seen = (os.getcwd(), os.environ['COLOUR'], __import__('sys').path[0])")
    await start_host(folder, environment={"COLOUR": "red"})
    assert sys.modules["function_app"].seen == (str(folder), "red", str(folder))
