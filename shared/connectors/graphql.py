"""What Shopify's Admin GraphQL API says beside its data: which error it is, and when the next query can be afforded.

Each answer says what the next query may cost and how fast that grows back (shopify.dev, "GraphQL Admin API rate limits").
"""

from typing import Any

#: Versions are served for a year.
SHOPIFY_VERSION = "2026-10"


def until_affordable(extensions: Any) -> float:
    """Seconds until there are points for the same again."""
    cost = extensions.get("cost") if isinstance(extensions, dict) else None
    status = cost.get("throttleStatus") if isinstance(cost, dict) else None
    if not isinstance(cost, dict) or not isinstance(status, dict):
        return 0.0
    short = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
    return max(0.0, short / max(float(status["restoreRate"]), 1.0))


def problem_of(errors: Any) -> str | None:
    """The code of the first error; older refusals are a text alone."""
    if not errors:
        return None
    first = errors[0] if isinstance(errors, list) else {}
    extensions = first.get("extensions") if isinstance(first, dict) else None
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return str(code or ("THROTTLED" if first.get("message") == "Throttled" else "unknown"))
