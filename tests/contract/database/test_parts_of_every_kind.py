"""Parts of every kind, by every author, to everybody: what is posted and what becomes of it; on a real PostgreSQL."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from merchant.desk import Person, reply_as_person
from merchant.users import owner_of
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.errors import (
    DatabaseUnavailable,
    GraphRefused,
    MediaRefused,
    OutcomeUnknown,
    PersonUnreachable,
    Refused,
)
from shared.graph.reading import PostedMessage
from shared.pace import Kind
from shared.reply.encoding import encode
from shared.reply.model import Audio, Buttons, Card, Cards, Image, Part, PostbackButton, Reaction, Text
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, waits_for_a_lock
from tests.support.stages import StageApp, said

URL = "https://shop.example/a.jpg"
CARDS = Cards((Card("فستان أحمر", "٢٥ دينار", URL),))


async def queued(app: StageApp, key: ConversationKey, rows: Rows, *parts: Part | dict[str, Any]) -> None:
    await record(app, inbound(key, message()))
    for number, part in enumerate(parts, 1):
        rows.ask(
            "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content)"
            " VALUES (%(tenant)s, %(account)s, %(customer)s, %(number)s, 1, 1, 'in words', %(content)s)",
            number=number,
            content=json.dumps(part if isinstance(part, dict) else encode(part)),
        )
    rows.arrange(answered_seq="last_customer_seq", last_part_no=str(len(parts)))
    app.posted_to_bus.take()


async def sent(app: StageApp, key: ConversationKey) -> list[dict[str, Any]]:
    """The messages that were posted, without their stamps."""
    before = len(app.scripted_graph.posts)
    await deliver(app, SendDoorbell.of(key))
    posts = app.scripted_graph.posts[before:]
    return [
        {name: value for name, value in post.body.get("message", {}).items() if name != "metadata"}
        for post in posts
    ]


async def test_parts_of_several_kinds_leave_in_order(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    buttons = Buttons("تمام؟", (PostbackButton("نعم", "YES"),))
    await queued(app, key, rows, Text("تفضلي"), CARDS, buttons)
    first, second, third = await sent(app, key)
    assert first == {"text": "تفضلي"}
    assert second["attachment"]["payload"]["elements"] == [
        {"title": "فستان أحمر", "subtitle": "٢٥ دينار", "image_url": URL}
    ]
    assert third["attachment"]["payload"]["template_type"] == "button"
    assert rows.states == ["sent"] * 3


@pytest.mark.parametrize(
    ("part", "instead"),
    [(Image(URL), URL), (CARDS, "فستان أحمر\n٢٥ دينار")],
)
async def test_media_that_meta_does_not_take_become_a_text_in_their_place(
    app: StageApp, key: ConversationKey, rows: Rows, part: Part, instead: str
) -> None:
    await queued(app, key, rows, part, Text("وبعده"))
    app.scripted_graph.answers.append(MediaRefused("media_not_fetched", code=100, subcode=2018008))
    _refused, replaced, behind = await sent(app, key)
    assert (replaced, behind) == ({"text": instead}, {"text": "وبعده"})
    assert rows.states == ["sent", "sent"]
    assert rows.parts[0]["text"] == instead


async def test_a_text_in_the_place_of_media_that_is_refused_too_ends_the_turn(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, Image(URL), Text("وبعده"))
    app.scripted_graph.answers.extend(
        [MediaRefused("media_too_big", code=100), GraphRefused("bad_message", code=100)]
    )
    assert len(await sent(app, key)) == 2
    assert rows.states == ["failed", "cancelled"]


async def test_a_stored_part_that_this_release_does_not_know_is_put_away_and_calls_a_person(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, {"kind": "hologram"})
    assert await sent(app, key) == []
    assert rows.parts[0]["state"] == "failed"
    assert "kind" in rows.parts[0]["reason"]
    assert rows.conversation["needs_person_since"] is not None


async def test_a_voice_note_takes_its_permit(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    asked: list[Kind] = []

    class Counting:
        async def permit(self, _tenant: object, _account: str, kind: Kind) -> None:
            asked.append(kind)

    vars(app).update(pace=Counting())
    await queued(app, key, rows, Text("اسمعي"), Audio("https://shop.example/a.m4a"), Image(URL))
    await sent(app, key)
    assert asked == [Kind.MEDIA]


async def test_a_picture_in_doubt_is_found_by_having_no_words(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, Image(URL))
    app.scripted_graph.answers.append(OutcomeUnknown("no answer"))
    await sent(app, key)
    at = rows.parts[0]["first_posted_at"]
    app.scripted_graph.thread = [
        PostedMessage("TEXT", key.account, "in words", at),
        PostedMessage("PICTURE", key.account, "", at, kinds=("image",)),
    ]
    rows.arrange_parts(not_before="now()")
    assert await sent(app, key) == []
    assert (rows.parts[0]["state"], rows.parts[0]["mid"]) == ("sent", "PICTURE")
    assert app.scripted_graph.asked_whole


async def test_the_echo_of_a_picture_proves_it_sent_by_its_stamp_and_its_words_prove_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    async def echoes() -> None:
        stamp = app.scripted_graph.posts[-1].metadata
        await record(app, inbound(key, echo(None, "PICTURE", metadata=stamp)))
        await record(app, inbound(key, echo("in words", "OWNER", seconds_ago=5)))

    await queued(app, key, rows, Image(URL))
    app.scripted_graph.meanwhile = echoes
    await sent(app, key)
    assert rows.parts[0]["mid"] == "PICTURE"
    assert [event["author"] for event in rows.events] == ["customer", "us", "owner"]


async def test_whom_nothing_reaches_is_left_alone_until_they_write_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, Text("1"), Text("2"))
    app.scripted_graph.answers.append(PersonUnreachable("person_unavailable", code=551))
    assert len(await sent(app, key)) == 1
    assert rows.states == ["failed", "cancelled"]
    rows.arrange_parts(state="'queued'")
    assert await sent(app, key) == []
    assert {part["reason"] for part in rows.parts} == {"person_unreachable"}
    await record(app, inbound(key, message(seconds_ago=0)))
    rows.arrange_parts(state="'queued'")
    assert [one["text"] for one in await sent(app, key)] == ["1", "2"]


@pytest.mark.parametrize(("days_ago", "tag"), [(0, None), (2, "HUMAN_AGENT"), (6.9, "HUMAN_AGENT")])
async def test_what_a_person_writes_leaves_for_seven_days_with_the_tag_only_when_it_needs_it(
    app: StageApp, key: ConversationKey, rows: Rows, days_ago: float, tag: str | None
) -> None:
    await record(app, inbound(key, message()))
    rows.arrange(
        last_customer_at=f"now() - interval '{days_ago} days'", paused_until="now() + interval '1 hour'"
    )
    owner = await owner_of(app.database, key.tenant)
    assert await reply_as_person(app, key, Person("owner", owner), "معك صاحبة المحل") == 1
    await deliver(app, SendDoorbell.of(key))
    (post,) = app.scripted_graph.posts
    assert post.text == "معك صاحبة المحل"
    assert post.body.get("tag") == tag
    assert rows.parts[0]["user_id"] == owner


async def test_after_seven_days_a_person_writes_in_vain(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    rows.arrange(last_customer_at="now() - interval '7 days'")
    await reply_as_person(app, key, Person("staff", UUID(int=1)), "متأخرين")
    assert await sent(app, key) == []
    assert rows.parts[0]["reason"] == "window_closed"


async def test_a_person_who_writes_takes_over_as_in_instagram(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, Text("the assistant's"))
    await record(app, inbound(key, message("وين طلبي؟")))
    rows.let_quiet_pass()

    async def person_writes() -> None:
        await reply_as_person(app, key, Person("staff", UUID(int=1)), "بالطريق")

    app.scripted_model.meanwhile = person_writes
    app.scripted_model.answers.append(said("too late"))
    await turn(app, TurnDoorbell.of(key))
    assert [one["text"] for one in await sent(app, key)] == ["بالطريق"]
    assert rows.states == ["cancelled", "sent"]
    assert rows.dispositions[-1] == "left_to_owner"
    assert [done["outcome"] for done in rows.turns] == ["discarded"]
    c = rows.conversation
    assert c["paused_until"] > c["last_owner_at"]


async def test_an_owner_typing_in_instagram_takes_nothing_back_that_a_person_wrote_at_the_desk(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    await reply_as_person(app, key, Person("staff", UUID(int=1)), "من المكتب")
    await record(app, inbound(key, echo("من الجوال", seconds_ago=0)))
    assert [one["text"] for one in await sent(app, key)] == ["من المكتب"]


@pytest.mark.parametrize(("customer", "text", "status"), [("404", "مرحبا", 404), (None, " \n", 422)])
async def test_a_person_writes_something_and_to_somebody(
    app: StageApp, key: ConversationKey, customer: str | None, text: str, status: int
) -> None:
    to = ConversationKey(key.tenant, key.account, customer or key.customer)
    with pytest.raises(Refused) as refused:
        await reply_as_person(app, to, Person("staff", UUID(int=1)), text)
    assert refused.value.status == status


async def test_the_echo_of_buttons_is_known_by_their_text(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    async def echoes() -> None:
        await record(app, inbound(key, echo("تمام؟", "E", seconds_ago=0)))

    await queued(app, key, rows, Buttons("تمام؟", (PostbackButton("نعم", "YES"),)))
    app.scripted_graph.meanwhile = echoes
    await sent(app, key)
    assert [event["author"] for event in rows.events] == ["customer", "us"]


async def test_a_permit_that_the_database_cannot_give_leaves_nothing_in_doubt(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    class Away:
        async def permit(self, _tenant: object, _account: str, _kind: Kind) -> None:
            raise DatabaseUnavailable("PostgreSQL: away")

    vars(app).update(pace=Away())
    await queued(app, key, rows, Audio("https://shop.example/a.m4a"))
    assert await sent(app, key) == []
    assert rows.states == ["queued"]


async def test_whoever_puts_a_part_away_waits_for_the_conversation_first(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """As the recorder does: part first here and conversation first there would be a deadlock."""
    await queued(app, key, rows, Text("1"))
    app.scripted_graph.answers.append(GraphRefused("bad_message", code=100))

    async def recorder_is_at_it() -> None:
        async with app.database.tenant(key.tenant) as tx:
            where = {"tenant": key.tenant}
            await tx.row(
                b"SELECT 1 AS l FROM shop.conversations WHERE tenant_id = %(tenant)s FOR UPDATE", where
            )
            claimed.set()
            while not waits_for_a_lock(rows):  # noqa: ASYNC110  # PostgreSQL rings no bell
                await asyncio.sleep(0.01)
            await tx.row(b"UPDATE shop.parts SET mid = 'E' WHERE tenant_id = %(tenant)s RETURNING mid", where)

    claimed = asyncio.Event()

    async def meanwhile() -> None:
        tasks.append(asyncio.create_task(recorder_is_at_it()))
        await claimed.wait()

    tasks: list[asyncio.Task[None]] = []
    app.scripted_graph.meanwhile = meanwhile
    await sent(app, key)
    await asyncio.gather(*tasks)
    assert rows.states == ["failed"]


async def test_a_reaction_whose_post_had_no_answer_is_just_done_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, Reaction("M", "❤"), Text("تكرم"))
    app.scripted_graph.answers.append(OutcomeUnknown("no answer"))
    await sent(app, key)
    assert rows.states == ["in_doubt", "queued"]
    rows.arrange_parts(not_before="now()")
    await sent(app, key)
    assert rows.states == ["sent", "sent"]
    assert app.scripted_graph.reads == 0
