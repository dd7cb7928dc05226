"""Lists come in pages: a cursor says after which entry the next one begins, so nothing is missed or told twice.

A cursor is opaque: the sort key of the last entry as base64url of JSON. It holds nothing that the entry did not show,
and gives its holder nothing: every query has the caller's tenant anyway.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from shared.errors import Refused
from shared.language.storable import storable

Limit = Annotated[int, Query(ge=1, le=200, description="How many entries a page has at most.")]
After = Annotated[
    str | None, Query(max_length=1000, description="`next` of the page before; none for the first page.")
]
Entry = TypeVar("Entry", bound=BaseModel)
_MOST = 2**63 - 1


class Page(BaseModel, Generic[Entry]):
    items: list[Entry]
    next: str | None = None  #: for `after`; null on the last page


def page_of(rows: Sequence[dict[str, Any]], limit: int, entry: type[Entry], *key: str) -> Page[Entry]:
    """Of rows that were read with one more than the limit, which says whether there are others; `key` are their sort columns."""
    shown = rows[:limit]
    further = len(rows) > limit
    items = [entry.model_validate(row) for row in shown]
    return Page(items=items, next=cursor(*(shown[-1][column] for column in key)) if further else None)


def cursor(*key: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def read_cursor(after: str | None, **kinds: type[str] | type[int]) -> dict[str, str | int | None]:
    """The parameters of a page's statement, None for the first page. Raises Refused 400 for what is no cursor of this list."""
    if after is None:
        return dict.fromkeys(kinds)
    try:
        key = json.loads(base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise Refused(400, "`after` is no cursor of this list") from None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds.values()) or not _fit(key):
        raise Refused(400, "`after` is no cursor of this list")
    return dict(zip(kinds, key, strict=True))


def _fit(key: list[Any]) -> bool:
    """For a bigint and a text of PostgreSQL."""
    return all(storable(part) == part if isinstance(part, str) else abs(part) <= _MOST for part in key)
