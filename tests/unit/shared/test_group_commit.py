"""Deliveries that share one link: batched while it is busy, and none at another's mercy."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.group_commit import BATCH_BYTES, OVERHEAD_BYTES, GroupCommit
from shared.contracts import Outgoing, Queue
from shared.errors import BusUnavailable, Permanent


def message(name: str, size: int = 1) -> Outgoing:
    return Outgoing(Queue.INBOUND, "178", "178:123", name, b"x" * size)


class SlowLink:
    """A link whose sends end when the test says so, and which notices when two are under way at once."""

    def __init__(self, refuses: Callable[[Sequence[Outgoing]], Exception | None] = lambda _: None) -> None:
        self.batches: list[list[str]] = []
        self.accepted: list[str] = []
        self.free = asyncio.Event()
        self.free.set()
        self._refuses = refuses
        self._busy = False

    async def send(self, messages: Sequence[Outgoing]) -> None:
        assert not self._busy, "two sends at once"
        self._busy = True
        try:
            self.batches.append([m.message_id for m in messages])
            await asyncio.sleep(0)
            await self.free.wait()
            if error := self._refuses(messages):
                raise error
            self.accepted += [m.message_id for m in messages]
        finally:
            self._busy = False


async def settle() -> None:
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def refusing(name: str) -> Callable[[Sequence[Outgoing]], Exception | None]:
    return lambda messages: Permanent("no") if name in [m.message_id for m in messages] else None


async def test_a_delivery_returns_when_the_service_has_it() -> None:
    link = SlowLink()
    link.free.clear()
    sending = asyncio.create_task(GroupCommit(link).send([message("a")]))
    await settle()
    assert not sending.done()
    link.free.set()
    await sending
    assert link.accepted == ["a"]


async def test_while_one_send_is_under_way_the_next_batch_gathers() -> None:
    link = SlowLink()
    link.free.clear()
    shared = GroupCommit(link)
    first = asyncio.create_task(shared.send([message("a")]))
    await settle()
    others = [asyncio.create_task(shared.send([message(name)])) for name in "bcde"]
    await settle()
    link.free.set()
    await asyncio.gather(first, *others)
    assert link.batches == [["a"], ["b", "c", "d", "e"]]


async def test_a_link_that_was_idle_is_used_again() -> None:
    link = SlowLink()
    shared = GroupCommit(link)
    await shared.send([message("a")])
    await settle()
    await shared.send([message("b")])
    assert link.accepted == ["a", "b"]


async def test_one_bad_message_harms_no_neighbour() -> None:
    link = SlowLink(refusing("bad"))
    link.free.clear()
    shared = GroupCommit(link)
    sends = [asyncio.create_task(shared.send([message(name)])) for name in ("a", "b", "bad", "c")]
    await settle()
    link.free.set()
    results = await asyncio.gather(*sends, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), type(None), Permanent, type(None)]
    assert sorted(link.accepted) == ["a", "b", "c"]


async def test_while_a_refused_batch_is_sent_one_by_one_an_outage_harms_only_whom_it_meets() -> None:
    def refuses(messages: Sequence[Outgoing]) -> Exception | None:
        names = [m.message_id for m in messages]
        return Permanent("no") if len(names) > 1 else BusUnavailable("gone") if names == ["b"] else None

    link = SlowLink(refuses)
    link.free.clear()
    shared = GroupCommit(link)
    sends = [asyncio.create_task(shared.send([message(name)])) for name in ("first", "a", "b", "c")]
    await settle()
    link.free.set()
    results = await asyncio.gather(*sends, return_exceptions=True)
    assert [type(result) for result in results].count(BusUnavailable) == 1
    assert sorted(link.accepted) == ["a", "c", "first"]


async def test_an_outage_is_told_to_everyone_who_waited_and_the_next_delivery_tries_anew() -> None:
    down = [BusUnavailable("down")]
    link = SlowLink(lambda _: down[0] if down else None)
    shared = GroupCommit(link)
    sends = [asyncio.create_task(shared.send([message(name)])) for name in "abc"]
    assert all(isinstance(r, BusUnavailable) for r in await asyncio.gather(*sends, return_exceptions=True))
    down.clear()
    await shared.send([message("d")])
    assert link.accepted == ["d"]


async def test_a_caller_who_gives_up_takes_nothing_back_and_disturbs_nobody() -> None:
    link = SlowLink()
    link.free.clear()
    shared = GroupCommit(link)
    first, impatient, patient = [asyncio.create_task(shared.send([message(name)])) for name in "abc"]
    await settle()
    impatient.cancel()
    await settle()
    link.free.set()
    await asyncio.gather(first, patient)
    assert impatient.cancelled()
    assert sorted(link.accepted) == ["a", "b", "c"]


async def test_the_one_who_started_the_sending_may_be_cancelled_too() -> None:
    link = SlowLink()
    link.free.clear()
    shared = GroupCommit(link)
    starter, other = [asyncio.create_task(shared.send([message(name)])) for name in "ab"]
    await settle()
    starter.cancel()
    link.free.set()
    await other
    assert sorted(link.accepted) == ["a", "b"]


async def test_an_error_nobody_foresaw_leaves_nobody_waiting() -> None:
    foreseen = [ZeroDivisionError()]
    link = SlowLink(lambda _: foreseen[0] if foreseen else None)
    link.free.clear()
    shared = GroupCommit(link)
    sends = [asyncio.create_task(shared.send([message(name)])) for name in "abc"]
    await settle()
    link.free.set()
    results = await asyncio.wait_for(asyncio.gather(*sends, return_exceptions=True), timeout=5)
    assert all(isinstance(result, BusUnavailable) for result in results)
    with pytest.raises(ZeroDivisionError):
        await shared.close()
    foreseen.clear()
    await shared.send([message("later")])
    assert link.accepted == ["later"]


async def test_a_delivery_larger_than_a_batch_is_cut_and_accepted_as_a_whole() -> None:
    link = SlowLink()
    names = [str(n) for n in range(50)]
    await GroupCommit(link).send([message(name, 20_000) for name in names])
    assert link.accepted == names
    assert len(link.batches) == 5


async def test_a_cut_delivery_fails_as_a_whole_when_its_second_batch_fails() -> None:
    link = SlowLink(lambda messages: BusUnavailable("gone") if messages[0].message_id != "0" else None)
    with pytest.raises(BusUnavailable):
        await GroupCommit(link).send([message(str(n), BATCH_BYTES // 2) for n in range(4)])


@given(
    st.lists(st.lists(st.integers(0, BATCH_BYTES + 10_000), min_size=1, max_size=5), min_size=1, max_size=8)
)
async def test_no_batch_is_larger_than_the_service_takes_unless_one_message_is(
    deliveries: list[list[int]],
) -> None:
    link = SlowLink()
    shared = GroupCommit(link)
    sizes = {f"{d}.{m}": size for d, delivery in enumerate(deliveries) for m, size in enumerate(delivery)}
    await asyncio.gather(
        *(
            shared.send([message(f"{d}.{m}", size) for m, size in enumerate(delivery)])
            for d, delivery in enumerate(deliveries)
        )
    )
    assert link.accepted == list(sizes)
    for batch in link.batches:
        assert len(batch) == 1 or sum(sizes[name] + OVERHEAD_BYTES for name in batch) <= BATCH_BYTES


async def test_closing_lets_what_is_under_way_end() -> None:
    link = SlowLink()
    shared = GroupCommit(link)
    sending = asyncio.create_task(shared.send([message("a")]))
    await asyncio.sleep(0)
    await shared.close()
    await sending
    assert link.accepted == ["a"]
    await GroupCommit(SlowLink()).close()
