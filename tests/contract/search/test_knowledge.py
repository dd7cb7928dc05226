"""What a shop gives us to know is found by the turn's tool, through the real index and the real database."""

import json
from dataclasses import replace
from typing import Any

from catalog import service
from catalog.documents import entry_document
from catalog.indexing import index_tenant
from catalog.knowledge import Given, add, remove
from catalog.passages import passages_of
from catalog.sources.blocks import read_text
from process.tools import Shop, run_tool
from shared.model.client import ToolCall
from shared.search.places import PILOT_INDEX, Place
from tests.support.postgres import admin_url, app_url, bouncer
from tests.support.retrieval import sample_shop

__all__ = ["admin_url", "app_url", "bouncer"]

PARKING = "# مواقف السيارات\n\nالموقف مجاني في الطابق الثاني للزبائن."


def given(text: str) -> Given:
    return Given("text", "parking", text.encode(), title="دليل الزوار")


async def asked(shop: Shop) -> list[dict[str, Any]]:
    """Passages of sources; the shop's own entries are told as well."""
    question = json.dumps({"question": "وين مواقف السيارات؟"})
    result = await run_tool(shop, ToolCall("1", "answer_from_knowledge", question))
    assert result["passages"]
    return [passage for passage in result["passages"] if "source" in passage]


async def indexed(shop: Shop) -> int:
    return (await index_tenant(shop.app, shop.tenant, progress=lambda *_: None)).deleted


async def test_a_source_is_found_with_its_place_changes_and_goes(app_url: str) -> None:
    async with sample_shop(app_url) as shop:
        assert await asked(shop) == []
        done = await add(shop.app.database, shop.tenant, given(PARKING))
        assert await indexed(shop) == 0
        told = {"title_ar": "مواقف السيارات", "source": {"document": "دليل الزوار"}}
        assert await asked(shop) == [told | {"text_ar": "الموقف مجاني في الطابق الثاني للزبائن."}]
        await add(shop.app.database, shop.tenant, given(PARKING.replace("الثاني", "الثالث")))
        assert await asked(shop) == []  # what was said is not true any more, and the index has no other yet
        assert await indexed(shop) == 1
        assert await asked(shop) == [told | {"text_ar": "الموقف مجاني في الطابق الثالث للزبائن."}]
        await remove(shop.app.database, shop.tenant, done.source_id)
        assert await asked(shop) == []
        assert await indexed(shop) == 1


async def test_a_passage_of_another_shop_in_this_ones_index_is_not_told(app_url: str) -> None:
    """As if it had been indexed under the wrong tenant: this shop's rows do not know it."""
    async with sample_shop(app_url) as shop, sample_shop(app_url) as other:
        done = await add(other.app.database, other.tenant, given(PARKING))
        (passage,) = passages_of(done.source_id, "دليل الزوار", read_text(PARKING))
        (vector,) = await shop.app.model.embed([PARKING])
        document = entry_document(shop.tenant, passage).fields
        await shop.app.search.client(shop.index).upload_documents([document | {"vector": vector}])
        assert await asked(shop) == []


async def test_in_the_index_that_shops_share_a_passage_has_its_source_until_it_is_removed(
    app_url: str,
) -> None:
    async with sample_shop(app_url) as shop:
        done = await add(shop.app.database, shop.tenant, given(PARKING))
        (passage,) = passages_of(done.source_id, "دليل الزوار", read_text(PARKING))
        (vector,) = await shop.app.model.embed([PARKING])
        shared = replace(shop, index=Place(shop.index.placed(), PILOT_INDEX))
        await service.ensure_index(shop.app, shared.index)
        document = entry_document(shop.tenant, passage).fields | {"vector": vector}
        assert await service.write(shop.app, shop.tenant, shared.index, [document], ()) == {}
        assert [one["source"] for one in await asked(shared)] == [{"document": "دليل الزوار"}]
        await remove(shop.app.database, shop.tenant, done.source_id)
        result = await run_tool(
            shared, ToolCall("1", "answer_from_knowledge", json.dumps({"question": "وين مواقف السيارات؟"}))
        )
        assert result == {"passages": []}
