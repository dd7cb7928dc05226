"""A client in bare frames: it says what a test tells it to say and hears what comes back, one by one."""

import asyncio
from collections import deque
from typing import Any

from local.servicebus.cbs import sign
from local.servicebus.codec import Described, ULong, encode
from local.servicebus.frames import (
    AMQP_HEADER,
    EMPTY_CODE,
    HEADER_CODE,
    SASL,
    SASL_HEADER,
    Frame,
    FrameReader,
    frame,
)
from local.servicebus.messages import VALUE
from local.servicebus.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Flow,
    Open,
    SaslInit,
    Transfer,
    pack,
    unpack,
)
from local.servicebus.vocabulary import SOURCE, TARGET
from tests.support.servicebus import PLAIN, ROOT


class Peer:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._frames = FrameReader(1 << 20)
        self._read: deque[Frame] = deque()
        #: What came behind the last performative heard.
        self.payload = b""

    def say(self, performative: Any, payload: bytes = b"", *, channel: int = 0) -> None:
        self._writer.write(frame(channel, pack(performative) + payload))

    def raw(self, data: bytes) -> None:
        self._writer.write(data)

    async def written(self) -> None:
        await self._writer.drain()

    async def hear(self) -> Frame:
        async with asyncio.timeout(5):
            while not self._read:
                data = await self._reader.read(65536)
                if not data:
                    raise EOFError
                self._read.extend(self._frames.feed(data))
        return self._read.popleft()

    async def hear_a(self, kind: type) -> Any:
        """The next performative of that kind; what comes before it is passed over."""
        while True:
            received = await self.hear()
            if received.code not in {HEADER_CODE, EMPTY_CODE}:
                performative = unpack(received.code, received.fields)
                if isinstance(performative, kind):
                    self.payload = received.payload
                    return performative

    def hello(self, mechanism: str = "ANONYMOUS", **opening: Any) -> None:
        self.raw(SASL_HEADER + frame(0, pack(SaslInit(mechanism, b"")), kind=SASL))
        self.raw(AMQP_HEADER)
        self.say(Open("peer", **opening))
        self.say(Begin(None, 0, 1000, 1000, 255))

    async def login(self, until: int = 4_000_000_000) -> None:
        """Everything in one go, without waiting for any answer, as impatient clients do."""
        self.hello()
        source, target = Described(SOURCE, ["$cbs"]), Described(TARGET, ["$cbs"])
        self.say(Attach("put", 0, SENDER, source=source, target=target, initial_delivery_count=0))
        self.say(Attach("heard", 1, RECEIVER, source=source, target=target))
        self.say(Flow(0, 1000, 0, 1000, 1, 0, 10))
        token = sign(*ROOT, "sb://localhost/", until)
        put = {"operation": "put-token", "type": "servicebus.windows.net:sastoken", "name": "sb://localhost/"}
        parts = ((0x73, ["id as text"]), (0x74, put), (VALUE, token))
        self.say(
            Transfer(0, 0, b"0", 0), b"".join(encode(Described(ULong(code), part)) for code, part in parts)
        )
        await self.hear_a(Transfer)

    def attach_sender(self, entity: str = PLAIN, handle: int = 2) -> None:
        target = Described(TARGET, [entity])
        self.say(Attach(f"s{handle}", handle, SENDER, 0, 0, target=target, initial_delivery_count=0))

    def attach_receiver(self, entity: str = PLAIN, handle: int = 3) -> None:
        source, target = Described(SOURCE, [entity]), Described(TARGET, ["here"])
        self.say(Attach(f"r{handle}", handle, RECEIVER, 0, 1, source, target))

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()
