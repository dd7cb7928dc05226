"""One row for each event that Instagram tells of, in the shape in which Meta sends it."""

from typing import Any

import pytest

from ingest.items import Item
from ingest.parse import parse
from shared.contracts import Event, Media
from tests.unit.ingest.deliveries import AT, BUSINESS, CUSTOMER, NOW, delivery, item, only, said

URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"


def sent(*attachments: dict[str, Any], **message: Any) -> dict[str, Any]:
    return item(message={"mid": "M", "attachments": list(attachments), **message})


def of(kind: str, **payload: Any) -> dict[str, Any]:
    return {"type": kind, "payload": payload}


def message(text: str | None = None, *kinds: str, **told: Any) -> Event:
    return Event("message:M", "message", AT, "M", text, kinds, **told)


MESSAGES = [
    pytest.param(said("hi"), message("hi"), id="text"),
    pytest.param(said("عندكم فستان أحمر؟ 👗"), message("عندكم فستان أحمر؟ 👗"), id="escaped Arabic and a surrogate pair"),
    *(pytest.param(sent(of(kind, url=URL)), message(None, kind, media=(Media(kind, URL),)), id=kind) for kind in ("image", "video", "audio", "file", "share", "story_mention")),
    pytest.param(sent(of("image", url=URL), of("image", url=URL + "2")), message(None, "image", "image", media=(Media("image", URL), Media("image", URL + "2"))), id="several images"),
    pytest.param(sent(of("image", url=URL), text="هاد"), message("هاد", "image", media=(Media("image", URL),)), id="an image and text"),
    pytest.param(sent(of("ig_post", ig_post_media_id="18", title="T", url=URL)), message(None, "ig_post", media=(Media("ig_post", URL, "18", "T"),)), id="ig_post"),
    pytest.param(sent(of("ig_reel", reel_video_id="17", title="T", url=URL)), message(None, "ig_reel", media=(Media("ig_reel", URL, "17", "T"),)), id="ig_reel"),
    pytest.param(sent(of("reel", reel_video_id=17, url=URL)), message(None, "ig_reel", media=(Media("ig_reel", URL, "17"),)), id="reel"),
    pytest.param(sent(of("ig_story", story_media_id="1", story_media_url=URL)), message(None, "ig_story", media=(Media("ig_story", URL, "1"),)), id="ig_story"),
    pytest.param(sent({"type": "like_heart"}), message(None, "like_heart"), id="like"),
    pytest.param(sent({"type": "ephemeral"}), message(None, "ephemeral"), id="view-once"),
    pytest.param(sent(of("template", product={"elements": [{"id": "P"}, {"id": "Q"}]})), message(None, "template", media=(Media("product", id="P"), Media("product", id="Q"))), id="template of products"),
    pytest.param(item(message={"mid": "M", "is_unsupported": True}), message(None, "unsupported"), id="unsupported by switch"),
    pytest.param(sent(of("unsupported_type", url=URL)), message(None, "unsupported", media=(Media("unsupported", URL),)), id="unsupported by type"),
    pytest.param(sent({"type": "unsupported_type"}, is_unsupported=True), message(None, "unsupported"), id="unsupported by both"),
    pytest.param(said("yes", reply_to={"mid": "M0"}), message("yes", reply_to="M0"), id="reply to a message"),
    pytest.param(said("price?", reply_to={"story": {"id": "17", "url": URL}}), message("price?", media=(Media("story", URL, "17"),)), id="reply to a story"),
    pytest.param(said("Red", quick_reply={"payload": "COLOR_RED"}), message("Red", payload="COLOR_RED"), id="quick reply"),
    pytest.param(said("?", referral={"product": {"id": "P"}}), message("?", media=(Media("product", id="P"),)), id="from a product's page"),
    pytest.param(
        said("?", referral={"ref": "r", "ad_id": "1", "source": "ADS", "type": "OPEN_THREAD", "ads_context_data": {"ad_title": "T", "photo_url": URL, "video_url": URL}}),
        message("?", media=(Media("ad", URL, "1", "T"),), ref="r"),
        id="from an ad with a ref",
    ),
    pytest.param(said("?", referral={"ad_id": 1, "source": "ADS"}), message("?", media=(Media("ad", id="1"),), ref="ad:1"), id="from an ad without a ref"),
]  # fmt: skip

LATER = [
    pytest.param(item(message={"mid": "M", "is_deleted": True}), Event("unsend:M", "unsend", AT, "M"), id="unsend"),
    pytest.param(item(message_edit={"mid": "M", "text": "new", "num_edit": 1}), Event("edit:M:1", "edit", AT, "M", "new", number=1), id="edit"),
    pytest.param(item(postback={"mid": "M", "title": "Buy", "payload": "BUY_1"}), Event("postback:M", "postback", AT, "M", payload="BUY_1", title="Buy"), id="postback"),
    pytest.param(
        item(postback={"mid": "M", "title": "Start", "payload": "GO", "referral": {"ref": "r", "source": "SHORTLINKS", "type": "OPEN_THREAD"}}),
        Event("postback:M", "postback", AT, "M", payload="GO", title="Start", ref="r"),
        id="postback behind a link",
    ),
    pytest.param(item(reaction={"mid": "M", "action": "react", "reaction": "love", "emoji": "❤"}), Event(f"reaction:M:{CUSTOMER}:react:{AT}", "reaction", AT, "M", emoji="❤"), id="react"),
    pytest.param(item(reaction={"mid": "M", "action": "react", "reaction": "love"}), Event(f"reaction:M:{CUSTOMER}:react:{AT}", "reaction", AT, "M", emoji="love"), id="react with nothing but a name"),
    pytest.param(item(reaction={"mid": "M", "action": "unreact"}), Event(f"reaction:M:{CUSTOMER}:unreact:{AT}", "reaction", AT, "M"), id="unreact"),
    pytest.param(item(read={"mid": "M"}), Event(f"read:{CUSTOMER}:M", "read", AT, "M"), id="read"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "event"), [*MESSAGES, *LATER])
def test_what_a_customer_does_is_understood(told: dict[str, Any], event: Event) -> None:
    assert only(delivery(told)) == Item(BUSINESS, CUSTOMER, event)


@pytest.mark.parametrize(
    ("told", "event"),
    [
        pytest.param({"message": {"mid": "M", "text": "hello", "is_echo": True}}, Event("echo:M", "echo", AT, "M", "hello"), id="echo"),
        pytest.param({"message": {"mid": "M", "text": "hello", "is_echo": True, "metadata": "attempt-1"}}, Event("echo:M", "echo", AT, "M", "hello", metadata="attempt-1"), id="echo with our stamp"),
        pytest.param({"message": {"mid": "M", "is_echo": True, "attachments": [of("template", generic={"elements": [{"title": "T"}]})]}}, Event("echo:M", "echo", AT, "M", None, ("template",)), id="echo of cards"),
        pytest.param({"message": {"mid": "M", "is_deleted": True, "is_echo": True}}, Event("unsend:M", "unsend", AT, "M", by_account=True), id="unsend"),
        pytest.param({"message_edit": {"mid": "M", "text": "new", "num_edit": 2}}, Event("edit:M:2", "edit", AT, "M", "new", number=2, by_account=True), id="edit"),
        pytest.param({"reaction": {"mid": "M", "action": "react", "emoji": "🔥"}}, Event(f"reaction:M:{BUSINESS}:react:{AT}", "reaction", AT, "M", emoji="🔥", by_account=True), id="reaction"),
        pytest.param({"read": {"mid": "M"}}, Event(f"read:{BUSINESS}:M", "read", AT, "M", by_account=True), id="read"),
    ],
)  # fmt: skip
def test_what_the_account_does_belongs_to_the_customers_conversation(
    told: dict[str, Any], event: Event
) -> None:
    assert only(delivery(item(BUSINESS, CUSTOMER, **told))) == Item(BUSINESS, CUSTOMER, event)


@pytest.mark.parametrize(
    ("told", "kind", "fields"),
    [
        pytest.param({"referral": {"ref": "r", "source": "SHORTLINKS", "type": "OPEN_THREAD"}}, "referral", {"ref": "r"}, id="ig.me"),
        pytest.param({"referral": {"source": "SHORTLINKS", "type": "OPEN_THREAD"}}, "referral", {}, id="ig.me without a ref"),
        pytest.param({"optin": {"type": "notification_messages", "notification_messages_token": "t", "payload": "p"}}, "optin", {"payload": "p"}, id="opt-in"),
        pytest.param({"pass_thread_control": {"previous_owner_app_id": "1", "new_owner_app_id": "2", "metadata": "m"}}, "handover", {"payload": "pass", "ref": "2", "metadata": "m"}, id="pass"),
        pytest.param({"take_thread_control": {"previous_owner_app_id": "1", "new_owner_app_id": 2}}, "handover", {"payload": "take", "ref": "2"}, id="take"),
        pytest.param({"request_thread_control": {"requested_owner_app_id": "2", "metadata": "m"}}, "handover", {"payload": "request", "ref": "2", "metadata": "m"}, id="request"),
    ],
)  # fmt: skip
def test_what_has_no_id_of_its_own_has_a_key_of_sender_time_and_content(
    told: dict[str, Any], kind: Any, fields: dict[str, Any]
) -> None:
    found = only(delivery(item(**told)))
    assert found == Item(BUSINESS, CUSTOMER, Event(found.event.key, kind, AT, **fields))
    assert found.event.key.startswith(f"{kind}:{CUSTOMER}:{AT}:")
    assert len(found.event.key) < 200


def test_the_token_of_an_opt_in_is_not_kept() -> None:
    optin = {"type": "notification_messages", "notification_messages_token": "s3cret", "payload": "p"}
    assert "s3cret" not in repr(parse(delivery(item(optin=optin)), now_ms=NOW))


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        pytest.param(said(), "message", id="message"),
        pytest.param(item(BUSINESS, CUSTOMER, message={"mid": "M", "text": "x", "is_echo": True}), "echo", id="echo"),
        pytest.param(item(postback={"mid": "M", "title": "Buy"}), "postback", id="postback, which comes without its payload"),
        pytest.param(item(postback={"title": "Buy"}), "postback", id="postback with nothing but a title"),
        pytest.param(item(reaction={"mid": "M", "action": "react"}), "reaction", id="reaction"),
        pytest.param(item(message={"mid": "M", "is_deleted": True}), "unsend", id="unsend"),
        pytest.param(item(message_edit={"mid": "M", "text": "n", "num_edit": 1}), "edit", id="edit"),
        pytest.param(item(read={"mid": "M"}), "read", id="read"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("container", ["standby", "changes"])
def test_in_a_thread_that_another_app_has_every_event_is_the_same_and_marked(
    told: dict[str, Any], kind: str, container: str
) -> None:
    held = told if container == "standby" else {"field": "standby", "value": told}
    ours, theirs = only(delivery(told)), only(delivery(held, container=container))
    assert (theirs.event.kind, theirs.event.standby, ours.event.standby) == (kind, True, False)
    assert (theirs.customer, theirs.event.key) == (ours.customer, ours.event.key)


ITSELF = "5550000000000001"  # the account as its own customer has another id


@pytest.mark.parametrize(
    ("told", "customer", "kind"),
    [
        pytest.param(item(BUSINESS, BUSINESS, message={"mid": "M", "text": "x", "is_echo": True, "is_self": True}), BUSINESS, "echo", id="an echo between equals"),
        pytest.param(item(BUSINESS, ITSELF, message={"mid": "M", "text": "x", "is_echo": True, "is_self": True}), ITSELF, "echo", id="an echo by the switch"),
        pytest.param(item(BUSINESS, ITSELF, is_self=True, postback={"mid": "M", "title": "Start", "payload": "GO"}), ITSELF, "postback", id="a button"),
        pytest.param(item(BUSINESS, BUSINESS, message={"mid": "M", "text": "x"}), BUSINESS, "message", id="between equals, unmarked"),
        pytest.param(item(CUSTOMER, BUSINESS, message={"mid": "M", "text": "x", "is_self": True}), CUSTOMER, "message", id="marked, whoever wrote"),
    ],
)  # fmt: skip
def test_what_the_account_does_to_itself_is_told_apart(
    told: dict[str, Any], customer: str, kind: str
) -> None:
    found = only(delivery(told))
    assert (found.customer, found.event.kind, found.event.self_test) == (customer, kind, True)
