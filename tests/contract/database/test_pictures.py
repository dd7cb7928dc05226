"""A turn looks at what the customer has just shown, and at nothing else; on a real PostgreSQL."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from process.pictures import MOST_PICTURES, NOT_SEEN, shown_with
from process.record import record
from process.think import MOST_ATTEMPTS
from process.turn import turn
from shared.contracts import Event, Media, TurnDoorbell
from shared.errors import GraphUnavailable, MediaGone, MediaUnusable
from shared.graph.media import Fetched
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, said

JPEG = Fetched("image/jpeg", b"\xff\xd8\xffa photo")
PDF = Fetched("application/pdf", b"%PDF-a file")


def photo(*urls: str, text: str | None = "قديش هاد؟", kind: str = "image", seconds_ago: float = 10) -> Event:
    said_with = replace(message(text, seconds_ago=seconds_ago), attachments=(kind,) * len(urls))
    return replace(said_with, media=tuple(Media(kind, f"https://lookaside.fbsbx.com/{url}") for url in urls))


async def answered(app: StageApp, key: ConversationKey, rows: Rows, *events: Event) -> Any:
    """The content of the newest words of the customer, as the model got it."""
    await record(app, inbound(key, *events))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أكيد"))
    await turn(app, TurnDoorbell.of(key))
    return app.scripted_model.requests[-1][-2]["content"]


def finds(app: StageApp, **found: Fetched | Exception) -> None:
    app.scripted_media.found = {f"https://lookaside.fbsbx.com/{name}": one for name, one in found.items()}


def picture(fetched: Fetched) -> dict[str, Any]:
    data = base64.b64encode(fetched.content).decode()
    return {"type": "image_url", "image_url": {"url": f"data:{fetched.content_type};base64,{data}"}}


async def test_the_model_gets_the_picture_beside_the_words(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=JPEG)
    content = await answered(app, key, rows, photo("a"))
    assert content == [{"type": "text", "text": "قديش هاد؟ [sent: image]"}, picture(JPEG)]


async def test_of_many_the_newest_are_looked_at(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    names = [f"p{n}" for n in range(MOST_PICTURES + 2)]
    finds(app, **dict.fromkeys(names, JPEG))
    await answered(app, key, rows, photo(*names[:3], seconds_ago=20), photo(*names[3:], text=None))
    assert [url.rpartition("/")[2] for url in app.scripted_media.fetched] == names[2:]


async def test_what_has_been_answered_is_not_looked_at_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=JPEG)
    await answered(app, key, rows, photo("a"))
    assert await answered(app, key, rows, message("وهي كمان؟")) == "وهي كمان؟"
    assert len(app.scripted_media.fetched) == 1


@pytest.mark.parametrize("found", [MediaGone("gone"), MediaUnusable("page"), PDF])
async def test_what_can_no_longer_be_seen_is_said_to_the_model_and_the_rest_is_answered(
    app: StageApp, key: ConversationKey, rows: Rows, found: Fetched | Exception
) -> None:
    finds(app, a=found, b=JPEG)
    content = await answered(app, key, rows, photo("a", "b"))
    assert content[1:] == [{"type": "text", "text": NOT_SEEN}, picture(JPEG)]


async def test_an_outage_is_tried_again_and_the_last_try_answers_without(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=GraphUnavailable("media was not fetched: ReadTimeout"))
    await record(app, inbound(key, photo("a")))
    for _ in range(MOST_ATTEMPTS - 1):
        rows.arrange(due_at="now()", retry_at="NULL")
        with pytest.raises(GraphUnavailable):
            await turn(app, TurnDoorbell.of(key))
        assert rows.conversation["retry_at"] is not None
    assert app.scripted_model.requests == []
    rows.arrange(due_at="now()", retry_at="NULL")
    app.scripted_model.answers.append(said("ما قدرت أشوف الصورة"))
    await turn(app, TurnDoorbell.of(key))
    assert app.scripted_model.requests[0][-2]["content"][1] == {"type": "text", "text": NOT_SEEN}
    assert [part["text"] for part in rows.parts] == ["ما قدرت أشوف الصورة"]


@pytest.mark.parametrize("kind", ["video", "story_mention", "ig_reel", "file"])
async def test_other_media_are_not_fetched(
    app: StageApp, key: ConversationKey, rows: Rows, kind: str
) -> None:
    assert await answered(app, key, rows, photo("a", kind=kind)) == f"قديش هاد؟ [sent: {kind}]"
    assert app.scripted_media.fetched == []


@pytest.mark.parametrize("kind", ["story", "ig_post", "share"])
async def test_a_story_or_post_that_nobody_has_named_is_looked_at(
    app: StageApp, key: ConversationKey, rows: Rows, kind: str
) -> None:
    finds(app, a=JPEG)
    content = await answered(app, key, rows, photo("a", kind=kind))
    assert content[1:] == [picture(JPEG)]


def test_pictures_stand_beside_the_customers_newest_words_whoever_spoke_last() -> None:
    system, asked, owner = ({"role": role, "content": role} for role in ("system", "user", "assistant"))
    shown = {"role": "user", "content": [{"type": "text", "text": "user"}, picture(JPEG)]}
    assert shown_with([system, asked, owner], [picture(JPEG)]) == [system, shown, owner]
    assert shown_with([system, asked], []) == [system, asked]
    assert shown_with([system], [picture(JPEG)]) == [system]
