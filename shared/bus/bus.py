"""Where a message goes: namespace by its owner, queue by contract, one shared link each."""

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.bus.group_commit import GroupCommit
from shared.bus.link import SEND_TIMEOUT, SenderLink
from shared.contracts import Outgoing, Queue, namespace_of
from shared.errors import Misconfigured
from shared.settings import bus_connection_name

if TYPE_CHECKING:
    from azure.servicebus.aio import ServiceBusClient


class Bus:
    """Opens a link at the first message for it; every later message shares it."""

    def __init__(self, connect: Callable[[int], "ServiceBusClient"], *, namespaces: int) -> None:
        self._connect = connect
        self._namespaces = namespaces
        self._clients: dict[int, ServiceBusClient] = {}
        self._links: dict[tuple[int, Queue], SenderLink] = {}
        self._shared: dict[tuple[int, Queue], GroupCommit] = {}

    async def send(self, *messages: Outgoing) -> None:
        """Returns when Service Bus has accepted all of them. Raises BusUnavailable."""
        by_link: dict[tuple[int, Queue], list[Outgoing]] = defaultdict(list)
        for message in messages:
            by_link[namespace_of(message.owner, self._namespaces), message.queue].append(message)
        sends = [self._group_commit(*where).send(mine) for where, mine in by_link.items()]
        if len(sends) == 1:
            await sends[0]
        else:
            await asyncio.gather(*sends)

    async def forget(self, owner: str, session: str) -> int:
        """Take out what lies here of one conversation, unread: how many messages that was. Raises BusUnavailable."""
        from shared.bus.forgetting import take_out

        return await take_out(self._client(namespace_of(owner, self._namespaces)), session)

    async def close(self) -> None:
        for shared in self._shared.values():
            await shared.close()
        for link in self._links.values():
            await link.close()
        for client in self._clients.values():
            await client.close()

    def _group_commit(self, namespace: int, queue: Queue) -> GroupCommit:
        where = (namespace, queue)
        if where not in self._shared:
            self._links[where] = SenderLink(self._client(namespace).get_queue_sender(queue.value))
            self._shared[where] = GroupCommit(self._links[where])
        return self._shared[where]

    def _client(self, namespace: int) -> "ServiceBusClient":
        if namespace not in self._clients:
            self._clients[namespace] = self._connect(namespace)
        return self._clients[namespace]


def connect(namespace: int, environ: Mapping[str, str] = os.environ) -> "ServiceBusClient":
    """A client from the same connection setting that the Functions host reads for its triggers."""
    from azure.servicebus.aio import ServiceBusClient

    name = bus_connection_name(namespace)
    # Without try_timeout, opening a link to a peer that says nothing would never end.
    limits: dict[str, Any] = {"retry_total": 0, "try_timeout": SEND_TIMEOUT}
    if text := environ.get(name):
        return ServiceBusClient.from_connection_string(text, **limits)
    if host := environ.get(f"{name}__fullyQualifiedNamespace"):
        from shared.identity import credential

        return ServiceBusClient(host, credential(), **limits)
    raise Misconfigured(f"{name} (or {name}__fullyQualifiedNamespace) is not set")
