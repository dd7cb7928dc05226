"""What an answer that is not 2xx becomes: code and subcode decide, never `type`, text or HTTP status.

A code that the table has not counts as permanent, with an alert, unless Meta marks it transient or the status is 5xx.
No error carries Meta's text: it may quote the message.
"""

from collections.abc import Mapping
from typing import Any

from shared.errors import (
    AccountBlocked,
    AccountBusy,
    AccountPaused,
    AgentError,
    ConsentMissing,
    GraphRefused,
    GraphUnavailable,
    MediaRefused,
    PersonUnreachable,
    TokenDead,
    WindowClosed,
)
from shared.graph.table import TABLE, Action
from shared.graph.usage import read_usage

_REFUSALS: dict[Action, type[GraphRefused]] = {
    Action.LOGIN: TokenDead,
    Action.OWNER: AccountBlocked,
    Action.MESSAGE: GraphRefused,
    Action.WINDOW: WindowClosed,
    Action.PERSON: PersonUnreachable,
    Action.MEDIA: MediaRefused,
    Action.OPERATOR: GraphRefused,
    Action.IGNORE: ConsentMissing,
}
#: What concerns the account as a whole stays so, whatever Meta thinks of this one call.
_OF_ACCOUNT = (Action.WAIT, Action.PAUSE, Action.LOGIN)
#: Codes fit into PostgreSQL's integer; what does not is none.
_LARGEST = 2**31 - 1


def classify(status: int, body: Any, headers: Mapping[str, str]) -> AgentError:
    """The error to raise for this answer."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        if status >= 500 or status in {408, 429}:
            return GraphUnavailable(f"status_{status}")
        return GraphRefused(f"status_{status}", code=0, alert=True)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode")) or None
    transient = error.get("is_transient") is True
    row = TABLE.get((code, subcode)) or TABLE.get((code, None))
    if row is None:
        if transient or status >= 500:
            return GraphUnavailable(f"code_{code}", code=code)
        return GraphRefused(f"code_{code}", code=code, subcode=subcode, alert=True)
    if row.action is Action.WAIT:
        usage = read_usage(headers)
        return AccountBusy(row.reason, after=usage.regain_after if usage else None, code=code)
    if row.action is Action.PAUSE:
        return AccountPaused(row.reason, after=row.pause, code=code)
    if row.action is Action.RETRY or (transient and row.action not in _OF_ACCOUNT):
        return GraphUnavailable(row.reason, code=code)
    alert = row.action is Action.OPERATOR
    return _REFUSALS[row.action](row.reason, code=code, subcode=subcode, alert=alert)


def _number(value: Any) -> int:
    """0 for whatever is no code."""
    try:
        number = 0 if isinstance(value, bool) else int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if 0 <= number <= _LARGEST else 0
