"""Threads and comments on disk, one JSON object a line, so that `up` finds its conversations again after a restart.

Appending is a list operation; a task of its own writes in a worker thread, so no message waits for the disk. A process
killed in mid-write leaves half a line, which reading skips. The file is rewritten at start, one line a message.
"""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from local.instagram.comments import Comment, Comments, Media
from local.instagram.threads import Message, Thread, Threads

Record = dict[str, Any]


def record_of(thread: Thread, message: Message | None) -> Record:
    where = {"account": thread.account.user_id, "customer": thread.customer.id}
    if message is None:
        return where | {"seen_at": thread.seen_at}
    return where | {"message": message.stored()}


def record_of_comment(comment: Comment) -> Record:
    told, media = dict(vars(comment)), dict(vars(comment.media))
    # The message that answers it in private says so itself.
    del told["media"], told["private_reply"], media["account"]
    return {"account": comment.media.account.user_id, "comment": told, "media": media}


def records_of(thread: Thread) -> Iterable[Record]:
    yield record_of(thread, None)
    yield from (record_of(thread, message) for message in thread.messages)


def replay(records: Iterable[Record], threads: Threads, comments: Comments) -> None:
    """Puts everything back; a delivery that was under way is called dropped, so that the page offers it again."""
    for record in records:
        # What another version wrote in another shape is no reason not to start.
        with suppress(KeyError, TypeError):
            _restore(record, threads, comments)
    for account in threads.accounts.values():
        for message in (one for thread in threads.of(account) for one in thread.messages):
            answered = comments.find(account, message.comment) if message.comment else None
            if answered is not None:
                answered.private_reply = message.mid


def _restore(record: Record, threads: Threads, comments: Comments) -> None:
    account = threads.accounts.get(record["account"])
    if account is None:
        return  # the shop was set up anew under another id
    if "comment" in record:
        media = comments.restore(Media(account=account, **record["media"]))
        comments.put(Comment(media=media, **record["comment"]))
        return
    thread = threads.open(account, record["customer"])
    if "message" not in record:
        thread.seen_at = record["seen_at"]
        return
    message = Message(**record["message"])
    if message.delivery in {"pending", "retrying"}:
        message.delivery = "dropped"
    thread.put(message)


class Journal:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending: list[Record] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._writer: asyncio.Task[None] | None = None

    def append(self, record: Record) -> None:
        self._pending.append(record)
        self._wake.set()

    async def open(self, threads: Threads, comments: Comments) -> None:
        replay(await asyncio.to_thread(self._read), threads, comments)
        everything = [
            record
            for account in threads.accounts.values()
            for thread in threads.of(account)
            for record in records_of(thread)
        ]
        everything += map(record_of_comment, comments.all)
        self._pending.clear()
        await asyncio.to_thread(self._rewrite, everything)
        self._writer = asyncio.create_task(self._write())

    async def close(self) -> None:
        self._closing = True
        self._wake.set()
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        while self._pending or not self._closing:
            await self._wake.wait()
            self._wake.clear()
            pending, self._pending = self._pending, []
            await asyncio.to_thread(self._add, pending)

    def _add(self, records: list[Record]) -> None:
        with self._path.open("a", encoding="ascii") as file:
            file.writelines(_line(record) for record in records)

    def _rewrite(self, records: list[Record]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text("".join(map(_line, records)), encoding="ascii")
        fresh.replace(self._path)

    def _read(self) -> list[Record]:
        if not self._path.exists():
            return []
        records = []
        for line in self._path.read_text("ascii", errors="replace").splitlines():
            with suppress(json.JSONDecodeError):
                records.append(json.loads(line))
        return records


def _line(record: Record) -> str:
    return json.dumps(record) + "\n"
