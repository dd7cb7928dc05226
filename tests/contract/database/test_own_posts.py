"""Products drafted from the shop's own posts: read once, sold only when a person has said so, priced only by the caption or by a person."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.documents import product_document
from catalog.media import Shown, put_media
from catalog.post_budget import release, reserve, worst_case
from catalog.post_draft import asked_about
from catalog.posts import Drafted, approve, draft_posts, reject, waiting
from catalog.store import read
from merchant.budgets import put_budgets
from process.budget import reserve as reserve_turn
from process.record import record
from process.tools import Shop, run_tool
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Media, SendDoorbell, TurnDoorbell
from shared.errors import GraphUnavailable, MediaGone, Misconfigured, ModelUnavailable, TokenDead
from shared.graph.media import Fetched
from shared.graph.posts import OwnPost
from shared.model.client import Reply, ToolCall
from shared.model.prices import price_of
from shared.search.places import first_place
from shared.stock import Stock
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, called, said
from tests.unit.process.test_tools import ASKED

DRESS: dict[str, Any] = {
    "name_ar": "فستان أحمر", "name_en": "Red dress", "description_ar": "قماش ناعم", "price": "25", "sizes": ["S", "M"],
    "colors": [{"ar": "أحمر", "en": "red"}], "category": "فساتين",
}  # fmt: skip


PICTURE = "https://scontent.cdninstagram.com/v/new.jpg"


def post(number: int, caption: str, picture: str | None = None) -> OwnPost:
    at = datetime(2026, 11, 25 - number, 12, tzinfo=UTC)
    return OwnPost(f"17{number}", caption, picture, f"https://www.instagram.com/p/{number}/", at)


def answered(fields: dict[str, Any] | str | None) -> Reply:
    if fields is None:
        calls: tuple[ToolCall, ...] = ()
    else:
        text = fields if isinstance(fields, str) else json.dumps(fields)
        calls = (ToolCall("c", "draft_product", text),)
    return Reply(
        None if calls else "none", calls, {}, "gpt-4o", prompt_tokens=1000, completion_tokens=100, cached_tokens=0
    )  # fmt: skip


async def draft(app: StageApp, key: ConversationKey, most: int = 10) -> Drafted:
    return await draft_posts(app, key.tenant, key.account, most=most, progress=lambda *_: None)


async def drafted_price(app: StageApp, key: ConversationKey, caption: str, price: str | None) -> Any:
    app.scripted_graph.account_posts = [post(0, caption)]
    app.scripted_model.answers.append(answered(DRESS | {"price": price}))
    await draft(app, key)
    (one,) = await waiting(app, key.tenant)
    return one.draft.price, one.draft.currency


async def test_posts_become_drafts_and_nothing_is_on_sale(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_graph.account_posts = [
        post(0, "فستان أحمر ٢٥ دينار", "https://x.cdninstagram.com/0.jpg"),
        post(1, "صباح الخير"),
        post(2, "حقيبة"),
    ]
    app.scripted_media.found["https://x.cdninstagram.com/0.jpg"] = Fetched("image/jpeg", b"picture")
    app.scripted_model.answers += [answered(DRESS), answered(None), answered(DRESS | {"price": None})]
    assert await draft(app, key) == Drafted(drafts=2, without_product=1)
    assert [one.media_id for one in await waiting(app, key.tenant)] == ["170", "172"]
    assert (await read(app.database, key.tenant))[1] == []
    (text, picture) = app.scripted_model.requests[0][1]["content"]
    assert json.loads(text["text"]) == {"caption": "فستان أحمر ٢٥ دينار"}
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")
    (spent,) = rows.ask("SELECT sum(money) AS money, sum(prompt_tokens) AS prompt FROM shop.usage_ledger WHERE tenant_id = %(tenant)s")  # fmt: skip
    assert spent["prompt"] == 3000
    assert spent["money"] > 0


def budget(rows: Rows, money: Decimal) -> None:
    rows.ask(
        "INSERT INTO shop.budgets (tenant_id, period, money) VALUES (%(tenant)s, 'day', %(money)s)"
        " ON CONFLICT (tenant_id, period) DO UPDATE SET money = EXCLUDED.money",
        money=money,
    )


def held(rows: Rows) -> list[tuple[str, bool]]:
    """State of each entry of the ledger, and whether it has cost anything."""
    found = rows.ask("SELECT state, money, prompt_tokens FROM shop.usage_ledger WHERE tenant_id = %(tenant)s ORDER BY at, state")  # fmt: skip
    return [(one["state"], one["prompt_tokens"] > 0) for one in found]


async def test_what_drafting_costs_is_spent_and_is_no_turn(app: StageApp, key: ConversationKey) -> None:
    app.scripted_graph.account_posts = [post(0, "فستان ٢٥ دينار")]
    app.scripted_model.answers.append(answered(DRESS))
    await draft(app, key)
    day, month = await put_budgets(app.database, key.tenant, {"day": Decimal(1)})
    assert day.spent == month.spent > 0
    assert (day.turns, month.turns) == (0, 0)


async def test_reading_stops_where_the_budget_may_be_passed_and_goes_on_when_there_is_room(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_graph.account_posts = [post(n, "فستان ٢٥ دينار") for n in range(4)]
    costs = price_of("gpt-4o").of(prompt=1000, cached=0, completion=100)
    worst = worst_case(app.settings.chat_models, await asked_about(app, post(0, "فستان ٢٥ دينار")))
    assert worst > costs
    budget(
        rows, costs + worst
    )  # the second is read with nothing to spare, and of the third only its cost would be left
    app.scripted_model.answers += [answered(DRESS), answered(DRESS)]
    assert await draft(app, key) == Drafted(drafts=2, out_of_budget=True)
    assert len(app.scripted_model.requests) == 2
    budget(rows, 3 * costs + worst)
    app.scripted_model.answers += [answered(None), answered(DRESS)]
    assert await draft(app, key) == Drafted(drafts=1, without_product=1)
    assert held(rows) == [("settled", True)] * 4


async def test_room_that_another_reader_or_a_turn_has_reserved_is_not_spent_twice(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_graph.account_posts = [post(0, "فستان ٢٥ دينار")]
    worst = worst_case(app.settings.chat_models, await asked_about(app, post(0, "فستان ٢٥ دينار")))
    budget(rows, worst)
    entry = await reserve(app, key.tenant, key.account, worst)
    assert entry is not None
    assert await draft(app, key) == Drafted(out_of_budget=True)
    assert not await reserve_turn(app.database, key, turn_no=1, money=worst)
    await release(app, key.tenant, entry)
    assert await reserve_turn(app.database, key, turn_no=2, money=worst)
    assert await draft(app, key) == Drafted(out_of_budget=True)
    assert app.scripted_model.requests == []


async def test_a_post_that_the_model_did_not_read_holds_and_costs_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_graph.account_posts = [post(0, "فستان ٢٥ دينار")]
    app.scripted_model.answers.append(ModelUnavailable("busy"))
    with pytest.raises(ModelUnavailable):
        await draft(app, key)
    assert held(rows) == [("released", False)]


async def test_a_post_is_read_once_and_an_outage_loses_nothing(app: StageApp, key: ConversationKey) -> None:
    app.scripted_graph.account_posts = [post(n, "فستان") for n in range(5)]
    app.scripted_model.answers += [answered(DRESS), ModelUnavailable("busy")]
    with pytest.raises(ModelUnavailable):
        await draft(app, key)
    app.scripted_model.answers += [answered(None) for _ in range(4)]
    assert await draft(app, key, most=2) == Drafted(without_product=2)
    assert await draft(app, key) == Drafted(without_product=2)
    assert await draft(app, key) == Drafted()


@pytest.mark.parametrize(
    ("caption", "price", "kept"),
    [
        ("السعر ٢٥ دينار", "25", (Decimal(25), "JOD")),
        ("فستان بـ 25.5", "25.500", (Decimal("25.5"), None)),
        ("Only $40", "40", (Decimal(40), "USD")),
        ("قبل 30 وهسا 25 JD", "25", (Decimal(25), "JOD")),
        ("فستان أحمر", "25", (None, None)),
        ("توصيل خلال 25 ساعة", "25", (None, None)),
        ("خصم 25%", "25", (None, None)),
        ("السعر ٢٥ دينار", "24.99", (None, None)),
        ("السعر ٢٥ دينار", None, (None, None)),
    ],
)
async def test_a_price_is_the_captions_or_none(
    app: StageApp, key: ConversationKey, caption: str, price: str | None, kept: Any
) -> None:
    assert await drafted_price(app, key, caption, price) == kept


@pytest.mark.parametrize("answer", ["{", "[]", '{"name_ar": 1}', json.dumps({**DRESS, "name_ar": "\x00"})])
async def test_what_the_model_gets_wrong_is_no_draft(
    app: StageApp, key: ConversationKey, answer: str
) -> None:
    app.scripted_graph.account_posts = [post(0, "فستان")]
    app.scripted_model.answers.append(answered(answer))
    assert await draft(app, key) == Drafted(without_product=1)


async def test_a_picture_that_is_gone_is_done_without(app: StageApp, key: ConversationKey) -> None:
    app.scripted_graph.account_posts = [post(0, "فستان", "https://x.cdninstagram.com/gone.jpg")]
    app.scripted_media.found["https://x.cdninstagram.com/gone.jpg"] = MediaGone("status_403")
    app.scripted_model.answers.append(answered(DRESS))
    assert await draft(app, key) == Drafted(drafts=1)
    assert len(app.scripted_model.requests[0][1]["content"]) == 1


async def test_an_approved_draft_is_on_sale_and_known_by_its_post(
    app: StageApp, key: ConversationKey
) -> None:
    await drafted_price(app, key, "٢٥ دينار", "25")
    product = await approve(app, key.tenant, "170")
    assert (await read(app.database, key.tenant))[1] == [product]
    assert (product.sku, product.price, product.media_ids, product.sizes) == ("IG-170", Decimal(25), ("170",), ("S", "M"))  # fmt: skip
    assert {one.stock for one in product.variants} == {Stock.AVAILABLE}
    assert await waiting(app, key.tenant) == []
    with pytest.raises(Misconfigured, match="no draft"):
        await approve(app, key.tenant, "170")


@pytest.mark.parametrize(
    ("answer", "shown"),
    [(PICTURE, PICTURE), (None, None), (GraphUnavailable("busy"), None), (TokenDead("old", code=190), None)],
)
async def test_a_card_of_it_has_the_picture_that_its_post_has_now(
    app: StageApp, key: ConversationKey, answer: Any, shown: str | None
) -> None:
    await drafted_price(app, key, "٢٥ دينار", "25")
    product = await approve(app, key.tenant, "170")
    app.scripted_search.found = [product_document(key.tenant, product).fields]
    app.scripted_graph.pictures["170"] = answer
    shop = Shop(app, key.tenant, first_place(key.tenant))
    for name, arguments in (
        ("search_products", ASKED),
        ("show_products", {"skus": ["IG-170"], "language": "ar"}),
    ):
        await run_tool(shop, ToolCall("1", name, json.dumps(arguments)))
    (card,) = shop.draft.cards
    assert card.image_url == shown


@pytest.mark.parametrize("kind", ["ig_post", "story"])
@pytest.mark.parametrize("answer", [PICTURE, GraphUnavailable("busy")])
async def test_whoever_points_at_the_post_gets_a_card_with_the_picture_that_it_has_now(
    app: StageApp, key: ConversationKey, rows: Rows, kind: str, answer: Any
) -> None:
    app.scripted_graph.account_posts = [post(0, "٢٥ دينار"), post(1, "من زاوية ثانية ٢٥ دينار")]
    app.scripted_model.answers += [answered(DRESS), answered(DRESS)]
    await draft(app, key)
    await approve(app, key.tenant, "170")
    await put_media(app.database, key.tenant, add=[Shown("171", "IG-170")])
    app.scripted_graph.pictures["171"] = answer  # and of the other nobody asks
    event = replace(message("قديش؟"), media=(Media(kind, None, "171"),))
    await record(app, inbound(key, event))
    rows.let_quiet_pass()
    app.scripted_model.answers += [
        called("show_products", skus=["IG-170"], language="ar"), said("تفضل، حقه 25 دينار")
    ]  # fmt: skip
    await turn(app, TurnDoorbell.of(key))
    await deliver(app, SendDoorbell.of(key))
    _, cards = [one.body["message"] for one in app.scripted_graph.posts if "message" in one.body]
    (card,) = cards["attachment"]["payload"]["elements"]
    assert card["title"] == "فستان أحمر"
    assert card.get("image_url") == (answer if isinstance(answer, str) else None)


async def test_without_a_price_a_person_names_one(app: StageApp, key: ConversationKey) -> None:
    await drafted_price(app, key, "فستان", None)
    with pytest.raises(Misconfigured, match="names no price"):
        await approve(app, key.tenant, "170")
    product = await approve(app, key.tenant, "170", sku="DR-9", price=Decimal(12))
    assert (product.sku, product.price, product.currency) == ("DR-9", Decimal(12), "JOD")


async def test_a_rejected_draft_is_not_asked_about_again(app: StageApp, key: ConversationKey) -> None:
    await drafted_price(app, key, "فستان", None)
    await reject(app, key.tenant, "170")
    assert await waiting(app, key.tenant) == []
    assert await draft(app, key) == Drafted()
    with pytest.raises(Misconfigured):
        await reject(app, key.tenant, "170")


async def test_an_account_that_is_not_there_and_a_list_that_is_not_understood_are_told(
    app: StageApp, key: ConversationKey
) -> None:
    with pytest.raises(Misconfigured, match="no account"):
        await draft_posts(app, key.tenant, "1", most=1, progress=lambda *_: None)
    app.scripted_graph.listing.append(GraphUnavailable("busy"))
    with pytest.raises(GraphUnavailable):
        await draft(app, key)
