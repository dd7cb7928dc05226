"""The values that nobody has to think of: made once for an environment, and kept in it.

Making one anew would cut off what it opened: sealed access tokens, telephones that have subscribed, Meta's handshake.
"""

import base64
import secrets
from collections.abc import Callable
from datetime import date

#: Of NIST's curve P-256: a private key lies between 0 and it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def makers(today: date) -> dict[str, Callable[[], str]]:
    """By the variable, in the form that shared/settings.py reads."""
    return {
        "INSTAGRAM_VERIFY_TOKEN": lambda: secrets.token_urlsafe(24),
        "SECRET_KEY_RING": lambda: f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "GATEWAY_KEYS": lambda: secrets.token_urlsafe(32),
        "WEB_PUSH_KEY": _push_key,
        "BUDGET_START": lambda: today.replace(day=1).isoformat(),
    }


def _push_key() -> str:
    number = 1 + secrets.randbelow(_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")
