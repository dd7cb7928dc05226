"""Run a function app on this machine: `python -m local.host --app FOLDER`.

Standard output has one line, the address; standard error has the app's log, one JSON object a line. SIGINT or
SIGTERM stops taking work and lets what runs finish, a second one ends at once, SIGKILL may come at any moment.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from local.host import logs
from local.host.host import Host
from local.host.settings import SettingsError, read_local_settings

_log = logging.getLogger("Host.Lifetime")


def main() -> int:
    options = _arguments()
    try:
        values = read_local_settings(options.settings) if options.settings else {}
        environment = {name: value for name, value in values.items() if name not in os.environ}
        host = Host(options.app, environment, address=options.host, port=options.port)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    debug = environment.get("PYTHON_ENABLE_DEBUG_LOGGING", os.environ.get("PYTHON_ENABLE_DEBUG_LOGGING"))
    logs.install(host.settings.log_levels, debug=debug == "1")
    # psycopg cannot use the proactor loop, Windows' default.
    factory = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=factory) as runner:
        finished = runner.run(_run(host))
    if not finished:
        logging.shutdown()
        os._exit(0)  # a function's thread that never ends would hold the interpreter for ever
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.host", description="Run a function app locally.")
    parser.add_argument("--app", type=Path, default=Path(), help="folder with function_app.py and host.json")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument("--settings", type=Path, help="a local.settings.json; the environment wins over it")
    return parser.parse_args()


async def _run(host: Host) -> bool:
    stopping = _stop_signal()
    try:
        await host.start()
    except OSError as error:
        print(f"cannot listen: {error}", file=sys.stderr)
        raise SystemExit(1) from error
    print(f"Listening on {host.url}", flush=True)
    while not stopping.is_set():
        # Windows runs no signal handler while the loop sleeps: let it breathe.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), 0.5)
    _log.info("Stopping: no new work is taken, running functions may finish")
    return await host.stop()


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(1)
        loop.call_soon_threadsafe(stopping.set)

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if number := getattr(signal, name, None):
            signal.signal(number, on_signal)
    return stopping


if __name__ == "__main__":
    sys.exit(main())
