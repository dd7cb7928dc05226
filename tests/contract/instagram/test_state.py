"""Conversations outlive the process: what was said stands there again after a restart."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

from local.instagram.comments import Comments
from local.instagram.ids import Ids
from local.instagram.journal import Journal
from local.instagram.threads import Threads
from tests.support.instagram import CUSTOMER, OTHER_CUSTOMER, SHOP, error_of, running


async def test_threads_come_back_after_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "made" / "threads.jsonl"
    async with running(state=state) as world:
        await world.instagram.customer_says(CUSTOMER, "قديش؟ 🌹", client_id="c-1")
        await world.signal("mark_seen")
        mid = await world.say("12.5 دينار")
        world.instagram.thread(OTHER_CUSTOMER)
        before = [message.stored() for message in world.instagram.thread(CUSTOMER).messages]

    async with running(state=state) as world:
        thread = world.instagram.thread(CUSTOMER)
        again = [message.stored() for message in thread.messages]
        assert [one | {"version": 0} for one in again] == [one | {"version": 0} for one in before]
        assert thread.seen_at == thread.messages[0].at
        assert thread.get(mid) is not None
        assert world.instagram.thread(OTHER_CUSTOMER).customer.number == 2
        await world.say("still in the window")


async def test_comments_come_back_with_the_answers_they_have_had(tmp_path: Path) -> None:
    state = tmp_path / "threads.jsonl"
    async with running(state=state) as world:
        post = world.instagram.publish("REELS")
        answered = await world.comment("السعر؟", media=post)
        open_still = await world.comment("المقاسات؟", parent=answered)
        await world.answer_in_private(answered)

    for _ in range(2):
        async with running(state=state) as world:
            first, second = world.instagram.comments
            assert (first.id, first.text, first.media.id, first.media.kind) == (
                answered,
                "السعر؟",
                post.id,
                "REELS",
            )
            assert (second.id, second.parent) == (open_still, answered)
            assert first.media is second.media
            assert error_of(await world.answer_in_private(answered)) == (400, 100, 2534025)
    async with running(state=state) as world:
        assert (await world.answer_in_private(open_still)).status_code == 200


async def test_a_delivery_cut_off_by_the_end_of_the_process_is_offered_again(tmp_path: Path) -> None:
    state = tmp_path / "threads.jsonl"
    async with running(state=state) as world:
        world.receiver.answers.extend([503] * 8)
        await world.instagram.customer_says(CUSTOMER, "hi", client_id="c-1")
    text = state.read_text("ascii")
    state.write_text(text.replace("dropped", "retrying"), "ascii")

    async with running(state=state) as world:
        assert world.instagram.thread(CUSTOMER).messages[0].delivery == "dropped"
        await world.graph.post(
            "/chat/messages", json={"customer": CUSTOMER, "text": "hi", "client_id": "c-1"}
        )
        await world.receiver.deliveries(1)
        assert world.receiver.texts == ["hi"]


class BusyDisk(type(Path())):  # type: ignore[misc]  # whichever kind of path this system has
    """Once `free` is cleared, whoever opens a file waits for it."""

    free = threading.Event()
    waited_for = threading.Event()

    def open(self, *arguments: Any, **more: Any) -> Any:
        if not self.free.is_set():
            self.waited_for.set()
        self.free.wait()
        return super().open(*arguments, **more)


async def test_what_happens_while_the_disk_is_busy_is_written_before_the_end(tmp_path: Path) -> None:
    disk = BusyDisk(tmp_path / "threads.jsonl")
    disk.free.set()
    journal = Journal(disk)
    await journal.open(
        Threads([SHOP], lambda _thread, _message: None, ()), Comments(Ids(), lambda _comment: None)
    )
    disk.free.clear()

    journal.append({"first": 1})
    await asyncio.to_thread(disk.waited_for.wait)
    journal.append({"second": 2})
    closing = asyncio.create_task(journal.close())
    await asyncio.sleep(0)
    disk.free.set()
    await closing

    assert [json.loads(line) for line in disk.read_text("ascii").splitlines()] == [
        {"first": 1},
        {"second": 2},
    ]


async def test_half_a_line_at_the_end_costs_no_more_than_that_line(tmp_path: Path) -> None:
    state = tmp_path / "threads.jsonl"
    async with running(state=state) as world:
        await world.instagram.customer_says(CUSTOMER, "whole")
    with state.open("a") as file:
        file.write('{"account": "178414000000')

    async with running(state=state) as world:
        await world.instagram.customer_says(CUSTOMER, "after")
    async with running(state=state) as world:
        assert [message.text for message in world.instagram.thread(CUSTOMER).messages] == ["whole", "after"]
