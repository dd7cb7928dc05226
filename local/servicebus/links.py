"""What all links of the server have in common: one end of a stream of deliveries on a channel.

An inlet is where a client sends, an outlet where it receives. Both are named from the server's side, because
AMQP's own "sender" and "receiver" are the peer's or ours depending on who speaks.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from local.servicebus.errors import BrokerError, Condition
from local.servicebus.outcomes import rejected
from local.servicebus.performatives import RECEIVER, SENDER, Attach, Detach, Flow, Transfer

if TYPE_CHECKING:
    from local.servicebus.channel import Channel

#: Node and .NET stop when it is used up, pyamqp does not look at it.
CREDIT = 1000


class Link(ABC):
    #: The entity and the claims it takes to keep the link; request links are judged by what is asked on them.
    requires: tuple[str, frozenset[str]] | None = None

    def __init__(self, channel: "Channel", request: Attach) -> None:
        self.channel = channel
        self.request = request
        self.handle = request.handle

    @abstractmethod
    def accept(self) -> None:
        """Answer the attach, at once or when there is something to attach to."""

    @abstractmethod
    def on_flow(self, flow: Flow) -> None:
        """The other end's credit."""

    def on_transfer(self, transfer: Transfer, payload: bytes) -> None:  # noqa: B027 - a mistake without effect, save on inlets
        """A frame of a delivery; only inlets are sent to."""

    def on_close(self) -> None:  # noqa: B027 - not every link holds something to give back
        """The link is gone, by detach, end, close or loss of the connection."""

    def close_with(self, error: BrokerError) -> None:
        self.channel.forget(self)
        self.channel.write(Detach(self.handle, closed=True, error=error.encodable()))


class Inlet(Link):
    """Puts multi-frame deliveries together and keeps the client in credit."""

    max_message_size: int | None = None

    def __init__(self, channel: "Channel", request: Attach) -> None:
        super().__init__(channel, request)
        self._delivery_count = request.initial_delivery_count or 0
        self._credit = CREDIT
        self._first: Transfer | None = None
        self._parts: list[bytes] = []
        self._size = 0

    def accept(self) -> None:
        request = self.request
        self.channel.write(
            Attach(
                request.name,
                self.handle,
                RECEIVER,
                request.snd_settle_mode,
                request.rcv_settle_mode,
                request.source,
                request.target,
                max_message_size=self.max_message_size,
            )
        )
        self._give_credit()

    def on_transfer(self, transfer: Transfer, payload: bytes) -> None:
        first = self._first or transfer
        self._size += len(payload)
        if self.max_message_size is None or self._size <= self.max_message_size:
            self._parts.append(payload)
        self._first = first
        if transfer.more and not transfer.aborted:
            return
        body, size = b"".join(self._parts), self._size
        self._first, self._parts, self._size = None, [], 0
        self._spend_credit()
        if transfer.aborted or first.delivery_id is None:
            return
        settled = bool(transfer.settled or first.settled)
        if self.max_message_size is not None and size > self.max_message_size:
            self.refuse(first.delivery_id, _too_large(size, self.max_message_size), settled=settled)
        else:
            self.receive(first, body, settled=settled)

    @abstractmethod
    def receive(self, first: Transfer, payload: bytes, *, settled: bool) -> None:
        """A whole delivery; `first` is its first frame, which has the id and the format."""

    def refuse(self, delivery_id: int, error: BrokerError, *, settled: bool) -> None:
        if not settled:
            self.channel.settle(delivery_id, rejected(error), role=RECEIVER)

    def _spend_credit(self) -> None:
        self._delivery_count = (self._delivery_count + 1) & 0xFFFFFFFF
        self._credit -= 1
        if self._credit <= CREDIT // 2:
            self._credit = CREDIT
            self._give_credit()

    def _give_credit(self) -> None:
        self.channel.write_flow(self.handle, self._delivery_count, self._credit)

    def on_flow(self, flow: Flow) -> None:
        if flow.echo:
            self._give_credit()


class Outlet(Link):
    """Counts credit the way the client does: its own delivery count plus what it still wants."""

    def __init__(self, channel: "Channel", request: Attach) -> None:
        super().__init__(channel, request)
        self.credit = 0
        self._delivery_count = 0

    def accept(self) -> None:
        self.answer(self.request.source)

    def answer(self, source: Any, properties: dict[Any, Any] | None = None) -> None:
        request = self.request
        self.channel.write(
            Attach(
                request.name,
                self.handle,
                SENDER,
                request.snd_settle_mode,
                request.rcv_settle_mode,
                source,
                request.target,
                initial_delivery_count=0,
                properties=properties,
            )
        )

    def on_flow(self, flow: Flow) -> None:
        if flow.link_credit is not None:
            ahead = ((flow.delivery_count or 0) - self._delivery_count + 2**31) % 2**32 - 2**31
            self.credit = max(0, ahead + flow.link_credit)
        self.pump()
        if flow.drain:
            self._delivery_count = (self._delivery_count + self.credit) & 0xFFFFFFFF
            self.credit = 0
        if flow.drain or flow.echo:
            self.channel.write_flow(self.handle, self._delivery_count, self.credit, drain=bool(flow.drain))

    @abstractmethod
    def pump(self) -> None:
        """Use the credit there is."""

    def send(self, tag: bytes, payload: bytes, *, settled: bool) -> int:
        self.credit -= 1
        self._delivery_count = (self._delivery_count + 1) & 0xFFFFFFFF
        return self.channel.deliver(self.handle, tag, payload, settled=settled)


def _too_large(size: int, limit: int) -> BrokerError:
    return BrokerError(
        Condition.TOO_LARGE, f"the message of {size} bytes exceeds the maximum of {limit} bytes for this link"
    )
