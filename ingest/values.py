"""Single values of a delivery: ids, times, numbers and texts, each bounded, or None for what is none.

Samples and captures have ids as numbers, times as text and in seconds, and fields that are null or of another type.
"""

import hashlib
import json
import re
from typing import Any

from shared.language.storable import storable

#: Longer than this it is no mid (they have 164 characters), and PostgreSQL indexes no more than 2.7 kB.
MID_LIMIT = 512
#: The end of the year 9999: later times are no times, and no clock of ours can show them.
LAST_MS = 253_402_300_799_999

_ID = re.compile(r"[0-9]{1,64}", re.ASCII)
_LABEL = re.compile(r"[\w-]{1,64}", re.ASCII)


def ident(value: Any) -> str | None:
    """Whose: the digits of a number or a text. Nothing else passes."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else None


def label(value: Any) -> str | None:
    """Which post, comment, product or app: it may end up in a path of the Graph API, where other signs would have a meaning."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if _LABEL.fullmatch(text) else None


def mid(value: Any) -> str | None:
    return storable(value) if isinstance(value, str) and 0 < len(value) <= MID_LIMIT else None


def millis(value: Any) -> int | None:
    """Milliseconds; below 10^11 the sender meant seconds."""
    text = ident(value)
    if text is None or len(text) > 15:
        return None
    number = int(text)
    milliseconds = number * 1000 if number < 10**11 else number
    return milliseconds if milliseconds <= LAST_MS else None


def count(value: Any) -> int | None:
    """A small number; that of edits has been seen as text."""
    text = ident(value)
    return int(text) if text is not None and len(text) <= 9 else None


def words(value: Any, limit: int | None = None) -> str | None:
    return storable(value[:limit]) if isinstance(value, str) and value else None


def held(value: Any) -> dict[str, Any]:
    """An object's members; of anything else, none."""
    return value if isinstance(value, dict) else {}


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
