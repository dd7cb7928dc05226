"""The broker: queues, their dead letters, and what tests may do to them behind the clients' backs.

A pure engine. It opens no socket and starts no timer: `Server` gives it clients and calls `wake` when
`next_deadline` has come; a test that moves the clock calls `wake` itself and sees expiry at once.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from local.servicebus.broker.journal import Journal, NoJournal, SqliteJournal
from local.servicebus.broker.queue import Counts, Queue
from local.servicebus.config import Config, QueueConfig
from local.servicebus.errors import BrokerError
from local.servicebus.messages import Content, render
from local.servicebus.view import MessageView, read

DEAD_LETTER = "/$deadletterqueue"
Answer = Callable[[list[int] | BrokerError], None]


class Held(NamedTuple):
    contents: Sequence[Content]
    answer: Answer


class Broker:
    def __init__(
        self,
        config: Config,
        *,
        clock: Callable[[], float] = time.time,
        journal: Path | None = None,
        new_token: Callable[[], UUID] = uuid4,
    ) -> None:
        self.config = config
        self.clock = clock
        self.journal: Journal = NoJournal() if journal is None else SqliteJournal(journal)
        self._new_token = new_token
        self._queues: dict[str, Queue] = {}
        self._held: dict[str, list[Held]] = {}
        for queue in config.queues:
            self._add(queue)
        if isinstance(self.journal, SqliteJournal):
            self._restore(self.journal)

    def _add(self, config: QueueConfig) -> None:
        dead = replace(
            config,
            name=config.name + DEAD_LETTER,
            requires_session=False,
            duplicate_detection_window=None,
            max_delivery_count=None,
            default_ttl=None,
        )
        dead_letter = Queue(dead, clock=self.clock, new_token=self._new_token, journal=self.journal)
        queue = Queue(
            config, clock=self.clock, new_token=self._new_token, journal=self.journal, dead_letter=dead_letter
        )
        self._queues |= {queue.name: queue, dead_letter.name: dead_letter}

    def _restore(self, journal: SqliteJournal) -> None:
        for name, queue in self._queues.items():
            queue.next_sequence = journal.following(name)
            for session_id, state, at in journal.sessions(name):
                queue.restore_session(session_id, state, at)
            for message_id, seen in journal.all_seen(name):
                if queue.duplicates is not None:
                    queue.duplicates.note(message_id, seen)
            for message in journal.messages(name):
                queue.restore(message)
        self.wake()

    def find(self, path: str) -> Queue | None:
        """The queue of an entity path, in whatever case it is written."""
        return self._queues.get(path.lower())

    def submit(self, queue: Queue, contents: Sequence[Content], answer: Answer) -> None:
        """Send, and tell `answer` the sequence numbers or the refusal; at once unless the queue is held."""
        if queue.name in self._held:
            self._held[queue.name].append(Held(contents, answer))
            return
        try:
            sequences = queue.send(contents)
        except BrokerError as error:
            answer(error)
        else:
            answer(sequences)

    # Time

    def next_deadline(self) -> float | None:
        deadlines = (queue.next_deadline() for queue in self._queues.values())
        return min((when for when in deadlines if when is not None), default=None)

    def wake(self) -> None:
        """Let everything happen whose time has come."""
        for queue in self._queues.values():
            queue.wake()
        self.journal.commit()

    def close(self) -> None:
        if isinstance(self.journal, SqliteJournal):
            self.journal.close()

    # For tests

    def hold(self, queue: str) -> None:
        """From now on sends to the queue arrive but are neither stored nor answered."""
        self._held.setdefault(self._known(queue).name, [])

    def release(self, queue: str) -> None:
        """Store and answer what was held, whether or not its sender is still there, and hold no more."""
        entity = self._known(queue)
        for held in self._held.pop(entity.name, ()):
            self.submit(entity, held.contents, held.answer)
        self.journal.commit()

    def discard(self, queue: str) -> int:
        """Forget what was held, as if it had been lost on its way, hold no more, and say how much it was."""
        return len(self._held.pop(self._known(queue).name, ()))

    def held(self, queue: str) -> int:
        """How many sends are being held: a test waits for this before it kills the sender."""
        return len(self._held.get(self._known(queue).name, ()))

    def count(self, queue: str) -> Counts:
        return self._known(queue).counts()

    def messages(self, queue: str, *, dead_letter: bool = False) -> list[MessageView]:
        """What a queue holds in whatever state, by sequence number, as a receiver would read it."""
        entity = self._known(queue + DEAD_LETTER if dead_letter else queue)
        ordered = sorted(entity.messages.values(), key=lambda message: message.sequence)
        return [read(render(message.content, message.facts())) for message in ordered]

    def _known(self, path: str) -> Queue:
        queue = self.find(path)
        if queue is None:
            raise LookupError(f"there is no queue {path}")
        return queue
