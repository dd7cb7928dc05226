"""The product's own log lines on the host: in their trace wherever a handler logs them."""

import httpx

from tests.support.host import HostProcess, WriteApp

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
SOURCE = """
from shared.rim import answer
from shared.telemetry import event

@app.route("f")
async def f(req: func.HttpRequest) -> func.HttpResponse:
    return await answer("f", req, work)

async def work(req):
    event("from.here")
    await asyncio.to_thread(event, "from.thread")
    return func.HttpResponse("logged")
"""


async def test_a_line_from_a_thread_keeps_its_trace_where_the_platform_drops_the_invocation(
    write_app: WriteApp,
) -> None:
    async with HostProcess(write_app(SOURCE)) as host, httpx.AsyncClient(base_url=host.url) as client:
        assert (await client.get("/f", headers={"traceparent": PARENT})).text == "logged"
        here, thread = await host.logged("from.here"), await host.logged("from.thread")
    assert "invocation" in here
    assert "invocation" not in thread
    assert here["message"] | {"event": "from.thread"} == thread["message"]
    assert (thread["message"]["trace"], thread["message"]["parent"]) == (TRACE, "b7ad6b7169203331")
