"""Notes on a conversation, when they are asked for: the customer's own words, cut short and one behind the other.

Known by its form: a request without tools, whose last message is a JSON object with the lines of a conversation.
"""

import json
from collections.abc import Mapping
from typing import Any

LETTERS_A_LINE = 60
MOST_LINES = 12


def notes_asked_for(request: Mapping[str, Any]) -> str | None:
    if request.get("tools"):
        return None
    try:
        told = json.loads(request["messages"][-1].get("content") or "")
    except (ValueError, TypeError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("lines"), list):
        return None
    said = [line["customer"] for line in told["lines"] if isinstance(line, dict) and "customer" in line]
    earlier = [str(told["notes"])] if told.get("notes") else []
    return " / ".join([*earlier, *(str(text)[:LETTERS_A_LINE] for text in said)][-MOST_LINES:])
