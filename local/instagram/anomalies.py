"""Webhook bodies that break receivers in the field, by name.

Each was captured from the live platform or taken down a deployed integration. A receiver is right when every one of
them gets a 200, harms no neighbour in the same delivery, and ends as a record and never as an exception. (One anomaly
has no body: some messages never produce a webhook. Write a message and do not deliver it.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.instagram.wire import Item, encode, entry, envelope, item


@dataclass(frozen=True)
class Scene:
    """Who and when; `mid` is new unless the anomaly speaks of an older message."""

    account: str
    customer: str
    mid: str
    at: int

    def inbound(self, **content: Any) -> Item:
        return item(self.customer, self.account, self.at, **content)

    def message(self, **content: Any) -> Item:
        return self.inbound(message={"mid": self.mid, **content})

    def outbound(self, **content: Any) -> Item:
        return item(self.account, self.customer, self.at, **content)

    def body(self, *items: Item) -> dict[str, Any]:
        return envelope(entry(self.account, items, time=self.at + 160))

    def change(self, field: str, value: dict[str, Any]) -> dict[str, Any]:
        # Seconds here, where messaging entries count milliseconds.
        return {"id": self.account, "time": self.at // 1000, "changes": [{"field": field, "value": value}]}


Build = Callable[[Scene], dict[str, Any]]

_DASHBOARD = {
    "sender": {"id": "12334"},
    "recipient": {"id": "23245"},
    "timestamp": "1527459824",
    "message": {"mid": "random_mid", "text": "random_text"},
}
_CDN = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=expired"
_IG_POST = {"type": "ig_post", "payload": {"ig_post_media_id": "18", "title": "فستان", "url": _CDN}}
_SHARE = {"type": "share", "payload": {"url": _CDN}}


def _comment(scene: Scene) -> dict[str, Any]:
    return {
        "id": "18000000000000018",
        "text": "السعر؟",
        "from": {"id": scene.customer, "username": "customer.1"},
        "media": {"id": "17", "media_product_type": "REELS"},
        "parent_id": "17",
    }


def _text_beside_a_post(scene: Scene) -> dict[str, Any]:
    later = item(
        scene.customer, scene.account, scene.at + 400, message={"mid": f"{scene.mid}2", "text": "قديش؟"}
    )
    return scene.body(scene.message(attachments=[_IG_POST]), later)


def _post_shared_twice(scene: Scene) -> dict[str, Any]:
    again = item(
        scene.customer, scene.account, scene.at, message={"mid": f"{scene.mid}2", "attachments": [_IG_POST]}
    )
    return scene.body(scene.message(attachments=[_SHARE]), again)


def _numbers_as_strings(scene: Scene) -> dict[str, Any]:
    edit = scene.inbound(message_edit={"mid": scene.mid, "text": "new", "num_edit": "1"})
    return scene.body(edit | {"timestamp": str(scene.at)})


def _ids_as_numbers(scene: Scene) -> dict[str, Any]:
    sides = {"sender": {"id": int(scene.customer)}, "recipient": {"id": int(scene.account)}}
    return scene.body(scene.message(text="hi") | sides)


def _without_parties(scene: Scene, **content: Any) -> dict[str, Any]:
    return scene.body({"timestamp": scene.at, **content})


ANOMALIES: dict[str, Build] = {
    "dashboard_test": lambda _: envelope(
        {"id": "0", "time": 1527459824, "changes": [{"field": "messages", "value": _DASHBOARD}]}
    ),
    "dashboard_test_of_facebook_login": lambda _: envelope(
        {"id": "0", "time": 1527459824, "messaging": [_DASHBOARD]}
    ),
    "edit_in_place_of_the_message": lambda scene: _without_parties(
        scene, message_edit={"mid": scene.mid, "num_edit": 0}
    ),
    "read_without_parties": lambda scene: _without_parties(scene, read={"mid": scene.mid}),
    "comment": lambda scene: envelope(scene.change("comments", _comment(scene))),
    "comment_flat": lambda scene: envelope(
        {"id": scene.account, "time": scene.at // 1000, "field": "comments", "value": _comment(scene)}
    ),
    "comment_of_a_boosted_post_twice": lambda scene: envelope(
        scene.change("comments", _comment(scene)), scene.change("comments", _comment(scene) | {"ad_id": "1"})
    ),
    "view_once": lambda scene: scene.body(scene.message(attachments=[{"type": "ephemeral"}])),
    "unsupported_flag": lambda scene: scene.body(scene.message(is_unsupported=True)),
    "unsupported_type": lambda scene: scene.body(
        scene.message(attachments=[{"type": "unsupported_type", "payload": {"url": _CDN}}])
    ),
    "text_beside_a_shared_post": _text_beside_a_post,
    "post_shared_twice": _post_shared_twice,
    "owner_echo": lambda scene: scene.body(
        scene.outbound(message={"mid": scene.mid, "text": "أهلا", "is_echo": True})
    ),
    "self_test": lambda scene: scene.body(
        item(
            scene.account,
            scene.account,
            scene.at,
            message={"mid": scene.mid, "text": "x", "is_echo": True, "is_self": True},
        )
    ),
    "business_reaction": lambda scene: scene.body(
        scene.outbound(reaction={"mid": scene.mid, "action": "react", "reaction": "love", "emoji": "❤"})
    ),
    "react_without_emoji": lambda scene: scene.body(
        scene.inbound(reaction={"mid": scene.mid, "action": "react"})
    ),
    "unreact": lambda scene: scene.body(scene.inbound(reaction={"mid": scene.mid, "action": "unreact"})),
    "postback_without_mid": lambda scene: scene.body(
        scene.inbound(postback={"title": "الأسعار؟", "payload": "PRICES"})
    ),
    "attachments_empty": lambda scene: scene.body(scene.message(attachments=[])),
    "attachment_without_payload": lambda scene: scene.body(scene.message(attachments=[{"type": "image"}])),
    "attachment_with_empty_payload": lambda scene: scene.body(
        scene.message(attachments=[{"type": "video", "payload": {}}])
    ),
    "story_mention_gone": lambda scene: scene.body(
        scene.message(attachments=[{"type": "story_mention", "payload": {"url": _CDN}}])
    ),
    "unsend": lambda scene: scene.body(scene.message(is_deleted=True)),
    "numbers_as_strings": _numbers_as_strings,
    "ids_as_numbers": _ids_as_numbers,
    "envelope_in_seconds": lambda scene: envelope(
        entry(scene.account, [scene.message(text="hi")], time=scene.at // 1000 + 1)
    ),
    "standby": lambda scene: envelope(
        {"id": scene.account, "time": scene.at + 160, "standby": [scene.message(text="hi")]}
    ),
    "of_no_known_kind": lambda scene: scene.body(scene.inbound(message_hologram={"mid": scene.mid})),
}


def anomaly(name: str, scene: Scene) -> bytes:
    return encode(ANOMALIES[name](scene))
