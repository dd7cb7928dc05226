"""All of a shop's documents in an index, however many: each that is there from the first page to the last is read.

The service skips no further than 100,000, and keeps no order of its own from one page to the next. So pages are asked for by a key that
never changes (`page_key`), each from where the one before ended: what is written or deleted meanwhile moves nothing else.
https://learn.microsoft.com/rest/api/searchservice/documents/search-post ($skip; November 2026)
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from shared.search.client import Search
from shared.search.filters import Filter
from shared.search.places import Place
from shared.tenants import TenantId

KEY = "page_key"
#: Documents of one request: the most that the service gives.
PAGE = 1000
#: Seconds for one of them: no customer waits.
WITHIN = 60
#: What was written before documents had the key has no order. So many are read at once; when they are written anew or deleted, the rest.
MOST_WITHOUT = 100_000


async def every_document(
    search: Search, tenant: TenantId, place: Place, select: Sequence[str]
) -> AsyncIterator[dict[str, Any]]:
    """With the fields of `select`; one that gets its key meanwhile may come twice. Raises what the SDK raises."""
    mine = Filter.equal("tenant_id", str(tenant))
    # First, for a document that got its key between the two would be in neither.
    async for document in await _page(search, place, mine & Filter.missing(KEY), select, MOST_WITHOUT):
        yield document
    after = ""
    while True:
        read = 0
        async for document in await _page(search, place, mine & Filter.after(KEY, after), select, PAGE):
            after = document[KEY]
            read += 1
            yield document
        if read < PAGE:
            return


async def _page(search: Search, place: Place, where: Filter, select: Sequence[str], top: int) -> Any:
    return await search.client(place).search(
        search_text="*",
        filter=where.odata,
        order_by=[KEY],
        select=[*{*select, KEY}],
        top=top,
        read_timeout=WITHIN,
    )
