"""One AMQP session of a connection (a channel here, for "session" is a Service Bus word too).

Holds the links of the session, numbers its deliveries and keeps to the client's window. Frames for links that
are gone are passed over in silence: clients detach after the end and send while we detach.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from local.servicebus.broker import Broker
from local.servicebus.cbs import entity_path
from local.servicebus.entity_links import ReceiverOutlet, open_inlet, open_outlet
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.links import Link
from local.servicebus.management import LISTEN, SEND, Management
from local.servicebus.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Detach,
    Disposition,
    Flow,
    Transfer,
    pack,
    pack_delivery,
    pack_settled,
)
from local.servicebus.requests import Handler, RequestInlet, ResponseOutlet
from local.servicebus.wiretypes import Described

if TYPE_CHECKING:
    from local.servicebus.connection import Connection

#: pyamqp's senders act on dispositions without looking at the role: our ids must not meet the client's.
FIRST_DELIVERY_ID = 1 << 20
WINDOW = 0x7FFFFFFF
HANDLE_MAX = 255
TRANSFER_OVERHEAD = 64
CBS_NODE, MANAGEMENT_NODE = "$cbs", "/$management"


class Unsettled(NamedTuple):
    outlet: ReceiverOutlet
    token: UUID


class Channel:
    def __init__(self, connection: "Connection", number: int, begin: Begin) -> None:
        self.connection = connection
        self.broker: Broker = connection.broker
        self._number = number
        self._links: dict[int, Link] = {}
        self._unsettled: dict[int, Unsettled] = {}
        self._next_delivery_id = FIRST_DELIVERY_ID
        self._next_outgoing_id = 0
        self._next_incoming_id = begin.next_outgoing_id
        self._window = begin.incoming_window
        self._waiting: deque[bytes] = deque()
        self._closed = False
        self._handlers: dict[type, Callable[[Any], None]] = {
            Attach: self._on_attach,
            Flow: self._on_flow,
            Disposition: self._on_disposition,
            Detach: self._on_detach,
        }
        self.write(Begin(number, 0, WINDOW, WINDOW, HANDLE_MAX))

    # Writing

    def write(self, performative: tuple[Any, ...]) -> None:
        self._write(pack(performative))

    def _write(self, body: bytes) -> None:
        """An answer can come after the end: a held send is released when its sender has long gone."""
        if not self._closed:
            self.connection.write(self._number, body)

    def write_flow(
        self, handle: int | None, delivery_count: int | None, credit: int | None, *, drain: bool = False
    ) -> None:
        self.write(
            Flow(
                self._next_incoming_id,
                WINDOW,
                self._next_outgoing_id,
                WINDOW,
                handle,
                delivery_count,
                credit,
                drain=drain or None,
            )
        )

    def settle(self, delivery_id: int, state: bytes, *, role: bool) -> None:
        self._write(pack_settled(delivery_id, state, role=role))

    def deliver(self, handle: int, tag: bytes, payload: bytes, *, settled: bool) -> int:
        delivery_id = self._next_delivery_id
        self._next_delivery_id = (delivery_id + 1) & 0xFFFFFFFF
        room = self.connection.peer_max_frame_size - TRANSFER_OVERHEAD
        first, rest = payload[:room], payload[room:]
        self._transfer(pack_delivery(handle, delivery_id, tag, settled=settled, more=bool(rest)) + first)
        while rest:
            part, rest = rest[:room], rest[room:]
            self._transfer(pack(Transfer(handle, more=bool(rest))) + part)
        return delivery_id

    def _transfer(self, body: bytes) -> None:
        if self._window <= 0:
            self._waiting.append(body)
            return
        self._window -= 1
        self._next_outgoing_id = (self._next_outgoing_id + 1) & 0xFFFFFFFF
        self._write(body)

    def await_settlement(self, delivery_id: int, outlet: ReceiverOutlet, token: UUID) -> None:
        self._unsettled[delivery_id] = Unsettled(outlet, token)

    # Links

    def _on_attach(self, attach: Attach) -> None:
        if attach.handle in self._links:
            self.connection.end(self._number, BrokerError(Condition.HANDLE_IN_USE, "the handle is in use"))
            return
        try:
            link = self._open(attach)
            self._links[attach.handle] = link
            link.accept()
        except BrokerError as error:
            self.refuse(attach, error)

    def _open(self, attach: Attach) -> Link:
        terminus = attach.target if attach.role is SENDER else attach.source
        if (
            not isinstance(terminus, Described)
            or not terminus.value
            or not isinstance(terminus.value[0], str)
        ):
            raise BrokerError(Condition.INVALID_FIELD, "the link names no entity")
        path = entity_path(terminus.value[0])
        if path == CBS_NODE:
            return self._request_link(attach, path, self.connection.authorisation.handle)
        is_management = path.endswith(MANAGEMENT_NODE)
        queue = self.broker.find(path.removesuffix(MANAGEMENT_NODE))
        if queue is None:
            raise BrokerError(Condition.NOT_FOUND, f"The messaging entity '{path}' could not be found.")
        authorisation = self.connection.authorisation
        if is_management:
            authorisation.require(queue.name, SEND | LISTEN)
            management = Management(self.broker, queue, authorisation, self.connection)
            return self._request_link(attach, path, management.handle)
        requires = queue.name, SEND if attach.role is SENDER else LISTEN
        authorisation.require(*requires)
        if attach.role is SENDER and queue.dead_letter is None:
            raise BrokerError(Condition.NOT_ALLOWED, "nothing can be sent to a dead-letter queue")
        link: Link = (
            open_inlet(self, attach, queue) if attach.role is SENDER else open_outlet(self, attach, queue)
        )
        link.requires = requires
        return link

    def _request_link(self, attach: Attach, node: str, handler: Handler) -> Link:
        if attach.role is SENDER:
            return RequestInlet(self, attach, node, handler)
        return ResponseOutlet(self, attach, node)

    def refuse(self, attach: Attach, error: BrokerError) -> None:
        """An attach without source and target, and a detach that says why."""
        self._links.pop(attach.handle, None)
        count = None if attach.role is SENDER else 0
        self.write(Attach(attach.name, attach.handle, not attach.role, initial_delivery_count=count))
        self.write(Detach(attach.handle, closed=True, error=error.encodable()))

    def response_link(self, reply_to: str | None, node: str) -> ResponseOutlet | None:
        outlets = [link for link in self._links.values() if isinstance(link, ResponseOutlet)]
        named = (link for link in outlets if reply_to is not None and link.target == reply_to)
        return next(named, None) or next((link for link in outlets if link.node == node), None)

    def forget(self, link: Link) -> None:
        self._links.pop(link.handle, None)
        self._unsettled = {
            delivery_id: unsettled
            for delivery_id, unsettled in self._unsettled.items()
            if unsettled.outlet is not link
        }

    def drop_unauthorised(self) -> None:
        for link in list(self._links.values()):
            if link.requires is not None and not self.connection.authorisation.allows(*link.requires):
                link.on_close()
                link.close_with(BrokerError(Condition.UNAUTHORIZED, "ExpiredToken: The token is expired."))

    # Reading

    def on_performative(self, performative: Any, payload: bytes) -> None:
        if type(performative) is Transfer:
            self._on_transfer(performative, payload)
        elif (handler := self._handlers.get(type(performative))) is not None:
            handler(performative)

    def _on_transfer(self, transfer: Transfer, payload: bytes) -> None:
        self._next_incoming_id = (self._next_incoming_id + 1) & 0xFFFFFFFF
        link = self._links.get(transfer.handle)
        if link is not None:
            link.on_transfer(transfer, payload)

    def _on_flow(self, flow: Flow) -> None:
        in_flight = (self._next_outgoing_id - (flow.next_incoming_id or 0)) & 0xFFFFFFFF
        self._window = flow.incoming_window - in_flight
        while self._waiting and self._window > 0:
            self._transfer(self._waiting.popleft())
        if flow.handle is None:
            if flow.echo:
                self.write_flow(None, None, None)
        elif (link := self._links.get(flow.handle)) is not None:
            link.on_flow(flow)

    def _on_disposition(self, disposition: Disposition) -> None:
        if disposition.role is not RECEIVER:
            return
        first = disposition.first
        last = first if disposition.last is None else disposition.last
        # The range is the client's to say and may span four thousand million: what is known is walked instead.
        named = (
            [first] if first == last else sorted(known for known in self._unsettled if first <= known <= last)
        )
        for delivery_id in named:
            self._settle(delivery_id, disposition)

    def _settle(self, delivery_id: int, disposition: Disposition) -> None:
        unsettled = self._unsettled.get(delivery_id)
        if unsettled is None:
            return
        state = unsettled.outlet.settle(unsettled.token, disposition.state)
        if state is None and not disposition.settled:
            return
        del self._unsettled[delivery_id]
        if state is not None and not disposition.settled:
            self.settle(delivery_id, state, role=SENDER)

    def _on_detach(self, detach: Detach) -> None:
        link = self._links.get(detach.handle)
        if link is None:
            return
        self.forget(link)
        link.on_close()
        self.write(Detach(detach.handle, closed=detach.closed))

    def close(self) -> None:
        """The session or its connection is gone, and all links with it."""
        self._closed = True
        links = list(self._links.values())
        self._links.clear()
        self._unsettled.clear()
        for link in links:
            link.on_close()
