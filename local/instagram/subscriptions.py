"""`subscribed_apps`: which accounts the app is told of. Meta's per-account choice is weak: any field switches all on."""

from typing import Any

from local.instagram.errors import bad_parameter
from local.instagram.threads import Account

#: As a live call listed them; `message_echoes` and `messaging_handover` of Meta's pages are not among them.
FIELDS = (
    "comment_poll_response",
    "comments",
    "follow",
    "live_comments",
    "mentions",
    "message_edit",
    "message_reactions",
    "messages",
    "messaging_optins",
    "messaging_postbacks",
    "messaging_referral",
    "messaging_seen",
    "onboarding_welcome_message_series",
    "share_to_story",
    "standby",
    "story_insights",
    "story_poll_response",
)


class Subscriptions:
    def __init__(self) -> None:
        self._fields: dict[str, list[str]] = {}

    def listens(self, account: Account) -> bool:
        return bool(self._fields.get(account.user_id, account.connected))

    def put(self, account: Account, asked: str) -> dict[str, Any]:
        """The fields of the call take the place of those before; one unknown name refuses all of them."""
        names = [name for name in asked.split(",") if name]
        if not names:
            raise bad_parameter("The parameter subscribed_fields is required.")
        for number, name in enumerate(names):
            if name not in FIELDS:
                known = ", ".join(FIELDS)
                raise bad_parameter(f"Param subscribed_fields[{number}] must be one of {{{known}}}")
        self._fields[account.user_id] = names
        return {"success": True}

    def read(self, account: Account) -> dict[str, Any]:
        names = self._fields.get(account.user_id, ["messages"] if account.connected else [])
        return {"data": [{"name": "local", "subscribed_fields": names}] if names else []}

    def remove(self, account: Account) -> dict[str, Any]:
        self._fields[account.user_id] = []
        return {"success": True}
