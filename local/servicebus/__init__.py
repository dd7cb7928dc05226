"""A Service Bus stand-in that azure-servicebus cannot tell from the service, on the standard library alone.

    python -m local.servicebus --config queues.json (--journal FILE | --memory)

The members of queues.json are described in `config`. In a program: `Server(Broker(Config.parse(...)))`, then
`await server.start()` and `server.connection_string()`. It says nothing about the service's capacity, quotas or
throttling, and it knows queues only: no topics, no transactions, no TLS, shared access signatures but no tokens
of Entra.

codec, frames, performatives      the wire
messages, view                    what is in a message, for the broker and for a receiver
broker                            the engine: queues, sessions, locks, schedules, journal; no input or output
connection, channel, links, …     the engine on the wire
client                            a lean receiver for the functions host
"""

from local.servicebus.broker import Broker
from local.servicebus.config import Config
from local.servicebus.server import Server

__all__ = ["Broker", "Config", "Server"]
