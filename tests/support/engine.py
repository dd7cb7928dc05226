"""The broker's engine in a test's hands: messages made by hand, receivers that only remember, time that is told."""

from dataclasses import dataclass, field
from typing import Any

from local.servicebus.broker import Broker
from local.servicebus.broker.journal import SqliteJournal
from local.servicebus.broker.message import Message
from local.servicebus.broker.queue import Queue
from local.servicebus.broker.sessions import Session, Sessions
from local.servicebus.codec import Described, Symbol, Timestamp, UInt, ULong, encode
from local.servicebus.config import Config
from local.servicebus.errors import BrokerError
from local.servicebus.messages import Content, parse

START = 1_800_000_000.0


class Clock:
    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Bench:
    """A broker with one queue, `q`, whose settings a test gives by their names in queues.json."""

    def __init__(self, *, journal: Any = None, clock: Clock | None = None, **settings: Any) -> None:
        self.clock = clock or Clock()
        rule = {"name": "root", "key": "k", "claims": ["Manage"]}
        config = Config.parse({"queues": [{"name": "q", **settings}], "rules": [rule]})
        self.broker = Broker(config, clock=self.clock, journal=journal)
        queue = self.broker.find("q")
        assert queue is not None
        self.queue = queue

    @property
    def sessions(self) -> Sessions:
        assert self.queue.sessions is not None
        return self.queue.sessions

    @property
    def dead_letters(self) -> Queue:
        assert self.queue.dead_letter is not None
        return self.queue.dead_letter

    @property
    def journal(self) -> SqliteJournal:
        assert isinstance(self.broker.journal, SqliteJournal)
        return self.broker.journal

    def send(self, *names: str, **options: Any) -> list[int]:
        return self.queue.send([content(name, **options) for name in names])

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        self.broker.wake()

    def ids(self, *, dead_letter: bool = False) -> list[str | None]:
        return [message.message_id for message in self.broker.messages("q", dead_letter=dead_letter)]


def content(
    name: str,
    *,
    session: str | None = None,
    ttl: float | None = None,
    at: float | None = None,
    body: bytes = b"body",
) -> Content:
    """A message parsed from its wire form, as every message reaches the engine."""
    parts = [
        Described(ULong(0x70), [None, None, None if ttl is None else UInt(int(ttl * 1000))]),
        Described(ULong(0x73), [name, *[None] * 9, session]),
        Described(ULong(0x75), body),
    ]
    if at is not None:
        due = {Symbol("x-opt-scheduled-enqueue-time"): Timestamp(int(at * 1000))}
        parts.insert(1, Described(ULong(0x72), due))
    return parse(b"".join(encode(part) for part in parts))


@dataclass(eq=False)
class Receiver:
    """Takes what it is handed; wants as many as its credit says."""

    credit: int = 0
    removes: bool = False
    owner: object = None
    got: list[Message] = field(default_factory=list)
    session: Session | None = None
    refusal: BrokerError | None = None
    lost_session: bool = False

    def deliver(self, message: Message) -> None:
        self.credit -= 1
        self.got.append(message)

    def granted(self, session: Session) -> None:
        self.session = session

    def refused(self, error: BrokerError) -> None:
        self.refusal = error

    def lost(self) -> None:
        self.lost_session = True

    @property
    def seat(self) -> Session:
        assert self.session is not None
        return self.session

    @property
    def ids(self) -> list[str]:
        return [message.content.message_id for message in self.got]

    def token(self, index: int = -1) -> Any:
        lock = self.got[index].lock
        assert lock is not None
        return lock.token


def joined(bench: Bench, credit: int = 1, *, removes: bool = False) -> Receiver:
    """A plain receiver on the queue that has asked for some messages."""
    receiver = Receiver(credit=credit, removes=removes)
    bench.queue.receivers.join(receiver)
    bench.queue.receivers.pump()
    return receiver


def seated(bench: Bench, session: str | None = None, credit: int = 1, wait: float = 60) -> Receiver:
    """A session receiver that has asked for a session and, if it got one, for some of its messages."""
    receiver = Receiver()
    if session is None:
        bench.sessions.accept_next(receiver, wait)
    else:
        bench.sessions.accept_named(receiver, session)
    receiver.credit = credit
    if receiver.session is not None:
        bench.sessions.pump(receiver.session)
    return receiver
