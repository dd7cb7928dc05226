"""Meta's error table: code and subcode decide, never `type`, text or HTTP status.

Source: Instagram messaging error codes (Meta, 25 June 2026) and threads; a code that is not listed counts as permanent,
unless Meta marks it transient or the status is 5xx.
"""

from collections.abc import Mapping
from typing import Any

from shared.errors import AccountBlocked, AgentError, GraphRefused, GraphUnavailable, TokenDead

#: Seconds; by then Meta's window has closed, whatever the header says.
_LONGEST_WAIT = 24 * 3600.0
_TRANSIENT = {1, 2, 4, 17, 32, 99, 341, 613, 80002}
_BLOCKED = {(10, 1893063), (100, 2534029), (200, 2534041)}

#: What the merchant or operator reads; short names for logs and rows.
_REASONS = {
    (3, None): "capability_missing",
    (9, 2018352): "no_such_user",
    (9010, None): "no_such_user",
    (10, 2534022): "window_closed",
    (10, 2018278): "window_closed",
    (10, 2018065): "cannot_receive_now",
    (10, 2018108): "cannot_receive_now",
    (10, 1893063): "account_restricted",
    (10, 2534077): "owner_must_act",
    (10, None): "permission_missing",
    (100, 33): "object_unknown",
    (100, 2018001): "no_such_recipient",
    (100, 2534014): "no_such_recipient",
    (100, 2534015): "bad_message",
    (100, 2534025): "comment_used",
    (100, 2534029): "business_blocked",
    (100, None): "bad_parameter",
    (190, None): "token_dead",
    (200, 2534041): "message_access_off",
    (200, 1545041): "person_unavailable",
    (200, None): "permission_missing",
    (368, None): "policy_block",
    (551, None): "person_unavailable",
    (1545041, None): "person_unavailable",
    (2018300, None): "another_app_has_thread",
    (2534037, None): "another_app_has_thread",
    (9000001, None): "message_deleted",
}


def classify(status: int, body: Any, headers: Mapping[str, str]) -> AgentError:
    """The error to raise for an answer that is not 2xx. Never carries Meta's text: it may quote the message."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        busy = status >= 500 or status in {408, 429}
        return (
            GraphUnavailable(f"Graph answered {status}") if busy else GraphRefused(f"status_{status}", code=0)
        )
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode")) or None
    if code == 190:
        return TokenDead("token_dead", code=code, subcode=subcode)
    if (
        code in _TRANSIENT
        or error.get("is_transient") is True
        or (status >= 500 and code not in _known_codes())
    ):
        return GraphUnavailable(f"Graph error {code}", after=_regain_seconds(headers))
    reason = _REASONS.get((code, subcode)) or _REASONS.get((code, None)) or f"code_{code}"
    if (code, subcode) in _BLOCKED or code == 368:
        return AccountBlocked(reason, code=code, subcode=subcode)
    return GraphRefused(reason, code=code, subcode=subcode)


def _known_codes() -> set[int]:
    return {code for code, _ in _REASONS}


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def _regain_seconds(headers: Mapping[str, str]) -> float | None:
    """`estimated_time_to_regain_access` of X-Business-Use-Case-Usage, which counts minutes."""
    import json

    try:
        usage = json.loads(headers.get("x-business-use-case-usage", "{}"))
        minutes = [use.get("estimated_time_to_regain_access", 0) for uses in usage.values() for use in uses]
        seconds = 60.0 * max(minutes)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    return min(seconds, _LONGEST_WAIT) if seconds > 0 else None
