"""Connections of GraphQL: a page, and where the next one begins."""

from collections.abc import Sequence
from typing import Any


def paged(nodes: Sequence[Any], first: int, after: str | None) -> tuple[list[Any], dict[str, Any]]:
    start = int(after) if after else 0
    shown = list(nodes[start : start + first])
    end = start + len(shown)
    return shown, {"hasNextPage": end < len(nodes), "endCursor": str(end) if shown else None}
