"""Rows as lines of JSON, in pages: the answer's `Link` leads to the next one.

The platform hands a whole answer on at once, so one answer with everything would be as large in memory as the shop is.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Response

from merchant.rows_in_pages import Place, Told
from shared.api import PREFIX
from shared.api.paging import cursor, read_cursor
from shared.errors import DatabaseRefused, Refused

MEDIA_TYPE = "application/x-ndjson"
Lines = Annotated[int, Query(ge=1, le=1000, description="How many lines a page has at most.")]
#: For a route's documentation.
LINES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": 'Lines, each an object: `table`, and the columns of the row. The last page has no `rel="next"`.',
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        "headers": {"Link": {"description": "Of the next page.", "schema": {"type": "string"}}},
    }
}


def begin_of(after: str | None, statements: Mapping[str, bytes]) -> Place | None:
    """Raises Refused 400 for what is no cursor of these."""
    if after is None:
        return None
    table, key = read_cursor(after, table=str, key=str).values()
    if table not in statements:
        raise Refused(400, "`after` is no cursor of this list")
    return Place(str(table), str(key) or None)


@contextmanager
def judged_as_cursor(after: str | None) -> Iterator[None]:
    """Where a key is no key of its table, PostgreSQL says so."""
    try:
        yield
    except DatabaseRefused as refusal:
        if after is None or not (refusal.sqlstate or "").startswith("22"):
            raise
        raise Refused(400, "`after` is no cursor of this list") from None


def told(found: Told, path: str, limit: int) -> Response:
    lines = [json.dumps({"table": table, **row}, ensure_ascii=False) + "\n" for table, row in found.rows]
    response = Response("".join(lines), media_type=MEDIA_TYPE)
    if found.next is not None:
        query = urlencode({"limit": limit, "after": cursor(found.next.table, found.next.after or "")})
        response.headers["Link"] = f'<{PREFIX}{path}?{query}>; rel="next"'
    return response
