"""Who, to whom and when, as every messaging item says it."""

from typing import Any, NamedTuple

from ingest.values import digest, dump, held, ident, millis


class Stamp(NamedTuple):
    """A tuple: one is made for every item of every delivery."""

    sender: str | None
    customer: str | None  #: whoever is not the account
    at: int
    #: The item's own time: that of its entry differs between deliveries and is no part of a key.
    own_at: int | None
    by_account: bool
    to_itself: bool

    def key(self, kind: str, *said: Any) -> str:
        """For an event without an id of its own. What was said goes in as a digest: an index holds 2.7 kB."""
        return f"{kind}:{self.sender}:{self.own_at or ''}:{digest(dump(said))}"


def stamp_of(account: str, content: dict[str, Any], entry_at: int) -> Stamp:
    sender = ident(held(content.get("sender")).get("id"))
    recipient = ident(held(content.get("recipient")).get("id"))
    own_at = millis(content.get("timestamp"))
    by_account = sender == account
    return Stamp(
        sender=sender,
        customer=recipient if by_account else sender,
        at=own_at or entry_at,
        own_at=own_at,
        by_account=by_account,
        # The account's side of a thread with itself has another id, which only this switch tells.
        to_itself=bool(content.get("is_self")) or (sender is not None and sender == recipient),
    )
