"""A wrong value in any field of any event: it raises nothing, outgrows nothing, and its neighbours never notice."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse
from shared.contracts import Event
from tests.unit.ingest.deliveries import CUSTOMER, NOW, delivery, fits_the_queue, item, only, said

URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1"
REFERRAL = {
    "ref": "r",
    "ad_id": "1",
    "product": {"id": "P"},
    "ads_context_data": {"ad_title": "T", "photo_url": URL, "video_url": URL},
}
FULL = {
    "mid": "M",
    "text": "hi",
    "attachments": [{"type": "ig_post", "payload": {"ig_post_media_id": "18", "title": "T", "url": URL}}],
    "metadata": "m",
    "reply_to": {"mid": "M0", "story": {"id": "17", "url": URL}},
    "quick_reply": {"payload": "P"},
    "referral": REFERRAL,
    "is_echo": False,
    "is_self": False,
    "is_deleted": False,
    "is_unsupported": False,
}
PRODUCTS = {"mid": "M", "attachments": [{"type": "template", "payload": {"product": {"elements": [{"id": "P"}]}}}]}  # fmt: skip
COMMENT = {
    "id": "18",
    "text": "price?",
    "from": {"id": CUSTOMER, "username": "u", "self_ig_scoped_id": "1"},
    "media": {"id": "17", "media_product_type": "AD", "ad_id": "1", "original_media_id": "15"},
    "parent_id": "16",
}
WHOLE: dict[str, tuple[str, dict[str, Any]]] = {
    "message": ("messaging", item(message=FULL)),
    "products": ("messaging", item(message=PRODUCTS)),
    "edit": ("messaging", item(message_edit={"mid": "M", "text": "new", "num_edit": 1})),
    "postback": ("messaging", item(postback={"mid": "M", "title": "T", "payload": "P", "referral": REFERRAL})),
    "reaction": ("messaging", item(reaction={"mid": "M", "action": "react", "reaction": "love", "emoji": "❤"})),
    "read": ("messaging", item(read={"mid": "M"})),
    "referral": ("messaging", item(referral=REFERRAL)),
    "optin": ("messaging", item(optin={"type": "t", "payload": "p", "notification_messages_token": "t"})),
    "handover": ("messaging", item(pass_thread_control={"new_owner_app_id": "2", "metadata": "m"})),
    "standby": ("standby", item(message=FULL)),
    "comment": ("changes", {"field": "comments", "value": COMMENT}),
    "live comment": ("changes", {"field": "live_comments", "value": COMMENT}),
}  # fmt: skip

Path = tuple[str | int, ...]


def paths(value: Any, above: Path = ()) -> Iterator[Path]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, inner in members:
        yield (*above, name)
        yield from paths(inner, (*above, name))


PLACES = [(name, path) for name, (_, whole) in WHOLE.items() for path in paths(whole)]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from([URL, "M", CUSTOMER, "react", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "mid", "url", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def spoilt(name: str, path: Path, value: Any) -> tuple[str, Any]:
    container, whole = WHOLE[name]
    changed = deepcopy(whole)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return container, changed


def assert_bounded(event: Event) -> None:
    assert len(event.mid or "") <= 512
    assert len(event.reply_to or "") <= 512
    assert len(event.payload or "") <= 1000
    assert len(event.metadata or "") <= 1000
    assert len(event.title or "") <= 300
    assert len(event.ref or "") <= 2100
    assert len(event.emoji or "") <= 64
    assert len(event.media) <= 10
    assert all(len(media.url or "") <= 2048 and len(media.title or "") <= 300 for media in event.media)
    assert len(event.comment.username or "" if event.comment else "") <= 64


@given(place=st.sampled_from(PLACES), value=ANYTHING)
def test_a_wrong_value_anywhere_harms_nobody(place: tuple[str, Path], value: Any) -> None:
    container, sent = spoilt(*place, value)
    beside = said("2", "B")
    if container == "messaging":
        found, after = parse(delivery(sent, beside), now_ms=NOW)
    else:
        after, found = parse(delivery(sent, container=container, messaging=[beside]), now_ms=NOW)
    assert (after.event.kind, after.event.text) == ("message", "2")
    assert fits_the_queue(found)
    assert_bounded(found.event)


TEXTS = frozenset(
    {"text", "metadata", "payload", "title", "ref", "emoji", "username", "ad_title", "url", "photo_url"}
)


def grown(value: Any, text: str, name: str = "") -> Any:
    """The same with every text of a person or a shop replaced; what an event is told by stays."""
    if isinstance(value, dict):
        return {key: grown(inner, text, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [grown(inner, text) for inner in value]
    return text if name in TEXTS else value


@pytest.mark.parametrize("letter", ["a", '"', "\\", "\x01", "\x00", "\ud83d", "😀", "9"])
@pytest.mark.parametrize("name", WHOLE)
def test_endless_texts_everywhere_fit_the_queue(name: str, letter: str) -> None:
    container, whole = WHOLE[name]
    for length in (300, 15_000, 30_000, 400_000):
        found = only(delivery(grown(whole, letter * length), container=container))
        assert fits_the_queue(found)
        assert_bounded(found.event)


@pytest.mark.parametrize(("text", "kind"), [(15_000, "message"), (25_000, "unknown")])
def test_the_most_that_an_event_can_hold_fits_the_queue(text: int, kind: str) -> None:
    """Everything at its limit at once, in the signs that grow most on the way."""
    address = URL + '"' * (2048 - len(URL))
    post = {"type": "\x01" * 40, "payload": {"url": address, "id": "9" * 64, "title": "\x01" * 300}}
    full = {
        "mid": "\x01" * 512,
        "text": "\x01" * text,
        "metadata": "\x01" * 1000,
        "reply_to": {"mid": "\x01" * 512},
        "quick_reply": {"payload": "\x01" * 1000},
        "referral": {"ref": "\x01" * 2100},
        "attachments": [post] * 20,
    }
    found = only(delivery(item(message=full)))
    assert (found.event.kind, len(found.event.media)) == (kind, 10 if kind == "message" else 0)
    assert fits_the_queue(found)
