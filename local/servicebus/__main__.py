"""`python -m local.servicebus --config queues.json (--journal FILE | --memory) [--host 127.0.0.1] [--port 0]`.

Prints the connection string of the first rule on one line when it listens, and stops cleanly on SIGINT or
SIGTERM. A configuration that cannot be meant, a port that is taken or a journal that is none ends it with one
sentence and exit code 2.
"""

import argparse
import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

from local.servicebus.broker import Broker
from local.servicebus.config import Config, ConfigError
from local.servicebus.server import Server


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.servicebus", description="A local Service Bus stand-in."
    )
    parser.add_argument("--config", type=Path, required=True, help="queues.json")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    keep = parser.add_mutually_exclusive_group(required=True)
    keep.add_argument("--journal", type=Path, help="SQLite file that survives a restart")
    keep.add_argument("--memory", action="store_true", help="forget everything at the end")
    return parser.parse_args()


async def _serve(broker: Broker, host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        # Not loop.add_signal_handler: Windows has none.
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(stopped.set))
    server = Server(broker, host, port)
    await server.start()
    print(server.connection_string(broker.config.rules[0].name), flush=True)
    await stopped.wait()
    await server.stop()
    broker.close()


def main() -> int:
    arguments = _arguments()
    try:
        broker = Broker(Config.load(arguments.config), journal=arguments.journal)
        asyncio.run(_serve(broker, arguments.host, arguments.port))
    except (ConfigError, OSError, sqlite3.Error) as error:
        print(f"local.servicebus: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
