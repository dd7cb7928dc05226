"""What is not understood is kept with the raw item, so that it can be read by whoever finds it counted."""

from ingest.values import digest, dump
from shared.contracts import Event, members
from shared.language.storable import storable

#: An item is kept whole up to this many bytes; of a larger one, what tells it apart and its beginning.
RAW_LIMIT = 192 * 1024
RAW_HEAD = 64 * 1024


def unknown(raw: str, account: str, at: int) -> Event:
    told = digest(raw)
    return Event(f"unknown:{told}", "unknown", at, raw=_bounded(storable(raw), account, told))


def too_large(event: Event) -> bool:
    """Whether it would not fit the queue. Only texts and lists of kinds have no bound of their own."""
    characters = len(event.text or "") + sum(len(kind) + 1 for kind in event.attachments)
    # Six bytes are the most that a character takes in JSON; below the half, nothing else can fill the rest.
    return 12 * characters > RAW_LIMIT and len(dump(members(event)).encode()) > RAW_LIMIT


def _bounded(raw: str, account: str, told: str) -> str:
    data, head, kept = raw.encode(), RAW_HEAD, raw
    # Judged as it will travel: each escaping may double a quote and makes six bytes of a control character.
    while len(dump(kept).encode()) > RAW_LIMIT:
        beginning = data[:head].decode("utf-8", "ignore")
        kept = dump({"size": len(data), "sha256": told, "account": account, "head": beginning})
        head //= 2
    return kept
