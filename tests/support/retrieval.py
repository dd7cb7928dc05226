"""Whether a shop's own search tools find what a customer asked for: labelled queries over the sample shop.

The tools, the indexing, the clients and the database are the product's; the search service and the embeddings are the
stand-ins. The queries were written for this: the tuned ones before the words and rules of the search, the held-out ones
after them; docs/performance.md says how far these are a hold-out.
"""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from catalog.files import read_folder
from catalog.indexing import index_tenant
from catalog.rows import Product
from catalog.store import put
from local.filling import SAMPLE
from local.model import ModelStandIn
from local.search import SearchStandIn
from local.serve import serve
from merchant.accounts import Account, Profile, put_shop
from process.tools import Shop, run_tool
from shared.app import App
from shared.database import Database
from shared.model.client import ToolCall
from shared.search.client import Search
from shared.search.filters import Filter
from shared.search.places import Place, first_place
from shared.search.query import asked
from shared.search.services import MAIN, SearchService
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.stages import ALL, StageApp

KEY = "a-key-of-the-search-bench"
AT = 5


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    written: str  #: jordanian, standard, arabizi or english
    find: frozenset[str]  #: articles, or entries of the shop's knowledge; any one is right
    held_out: bool

    @property
    def about_products(self) -> bool:
        return next(iter(self.find))[0].isupper()


def queries() -> list[Query]:
    rows = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return [
        Query(row["query"], row["written"], frozenset(row["find"]), part == "held_out")
        for part, some in rows.items()
        for row in some
    ]


class WordsAlone(Search):
    """Full text without the vectors: what is left when the embeddings are of no help."""

    async def hybrid(
        self,
        tenant: TenantId,
        place: Place,
        *,
        text: str,
        vector: Sequence[float],
        fields: Sequence[str],
        select: Sequence[str],
        where: Filter,
        top: int,
        doubtful: Sequence[str] = (),
        sentence: str = "",
    ) -> list[dict[str, Any]]:
        assert vector
        mine = Filter.equal("tenant_id", str(tenant)) & where
        found = await self.client(place).search(
            **asked(text, doubtful=doubtful, sentence=sentence),
            search_fields=list(fields),
            filter=mine.odata,
            select=list(select),
            top=top,
        )
        return [document async for document in found]


@asynccontextmanager
async def sample_shop(app_url: str, products: Sequence[Product] | None = None) -> AsyncIterator[Shop]:
    """The sample shop, or one with these articles in their place, stored and indexed, as a turn's tools have it."""
    async with (
        serve(SearchStandIn(KEY).app) as search,
        serve(ModelStandIn(api_key=KEY).app) as model,
    ):
        app = App(
            replace(
                StageApp(app_url).settings,
                search_services=(SearchService(MAIN, search, Secret(KEY), limit=ALL, dedicated=False),),
                openai_base_url=f"{model}/openai/v1/",
                openai_api_key=Secret(KEY),
            )
        )
        vars(app).update(database=Database(Secret(app_url)))
        try:
            yield await filled(app, products)
        finally:
            await app.close()


async def filled(app: App, products: Sequence[Product] | None) -> Shop:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    profile = Profile("خيط القمر", "Khayt Al-Qamar", "JOD", "", "")
    await put_shop(app, tenant, profile, Account(account, f"9{account}", "shop", "token"))
    own, entries = read_folder(SAMPLE)
    await put(app.database, tenant, own if products is None else products, entries)
    await index_tenant(app, tenant, progress=lambda *_: None)
    return Shop(app, tenant, first_place(tenant))


async def found(shop: Shop, query: Query) -> list[str]:
    """What the tool returns for the customer's own words, best first."""
    if query.about_products:
        return await products_for(shop, query.text)
    result = await run_tool(
        shop, ToolCall("1", "answer_from_knowledge", json.dumps({"question": query.text}))
    )
    by_title = {entry.title_ar: entry.entry_id for entry in read_folder(SAMPLE)[1]}
    return [by_title[passage["title_ar"]] for passage in result["passages"]]


async def products_for(shop: Shop, text: str) -> list[str]:
    """What the tool finds for a customer's words, when the model has made nothing of them."""
    wish = {"query": text, "in_stock_only": False}
    empty = dict.fromkeys(("min_price", "max_price", "size", "color"))
    result = await run_tool(shop, ToolCall("1", "search_products", json.dumps(wish | empty)))
    return [product["sku"] for product in result["products"]]


async def without_vectors(shop: Shop) -> None:
    """From now on this shop is searched by words alone."""
    settings = shop.app.settings
    await shop.app.search.close()
    vars(shop.app).update(search=WordsAlone(settings.search_services))


async def missed(shop: Shop, some: Iterable[Query]) -> list[Query]:
    """Those whose answer is not among the first five."""
    return [query for query in some if not query.find & set((await found(shop, query))[:AT])]
