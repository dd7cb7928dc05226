"""Text that every store and wire of ours can carry: PostgreSQL keeps neither NUL nor half a surrogate pair."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The same text with a replacement mark for each character that could not be kept."""
    return _UNSTORABLE.sub("\ufffd", text)
