"""What was searched for and not found: counted with the turn's commit, without whoever asked, on a real PostgreSQL."""

import pytest

from merchant.missed_searches import missed_searches
from process.missed import KEPT_DAYS, MOST_A_DAY, countable
from process.record import record
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.errors import Misconfigured
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp, called, said

TODAY = "(now() AT TIME ZONE 'Asia/Amman')::date"


async def searches(app: StageApp, key: ConversationKey, rows: Rows, *queries: str) -> None:
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    empty = dict.fromkeys(("min_price", "max_price", "size", "color"))
    for query in queries:
        app.scripted_model.answers.append(
            called("search_products", query=query, in_stock_only=False, **empty)
        )
    app.scripted_model.answers.append(said("للأسف ما عنا"))
    await turn(app, TurnDoorbell.of(key))


def kept(rows: Rows) -> dict[str, int]:
    found = rows.ask("SELECT query, times FROM shop.missed_searches WHERE tenant_id = %(tenant)s")
    return {row["query"]: row["times"] for row in found}


async def test_they_are_counted_by_their_words_in_one_spelling(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await searches(app, key, rows, "عندكم نظارات سباحة؟", "نظاراااات سباحه", "مايوه")
    await searches(app, key, rows, "مايوه")
    assert kept(rows) == {"نظارات سباحه": 1, "مايوه": 2}
    listed = await missed_searches(app.database, key.tenant, days=1)
    assert [(one.query, one.times, one.days) for one in listed] == [("مايوه", 2, 1), ("نظارات سباحه", 1, 1)]


async def test_what_was_found_is_not_counted(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    app.scripted_search.found = [
        {
            "sku": "A", "normalised": "فستان احمر", "name_ar": "", "name_en": "", "description_ar": "", "description_en": "",
            "price": 12.5, "currency": "JOD", "sizes": [], "colors_ar": [], "colors_en": [], "stock": 3, "in_stock": True,
        }
    ]  # fmt: skip
    await searches(app, key, rows, "فستان")
    assert kept(rows) == {}


async def test_a_discarded_turn_counts_nothing(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    async def the_owner_answers() -> None:
        await record(app, inbound(key, echo("أنا هون")))

    app.scripted_model.meanwhile = the_owner_answers
    await searches(app, key, rows, "مايوه")
    assert [row["outcome"] for row in rows.turns] == ["discarded"]
    assert kept(rows) == {}


async def test_a_day_has_so_many_rows_and_those_it_has_go_on_counting(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    rows.ask(
        f"INSERT INTO shop.missed_searches SELECT %(tenant)s, {TODAY}, 'w' || n FROM generate_series(1, {MOST_A_DAY}) n"
    )
    await searches(app, key, rows, "مايوه", "w1")
    assert len(kept(rows)) == MOST_A_DAY
    assert (kept(rows)["w1"], "مايوه" in kept(rows)) == (2, False)


async def test_what_is_older_than_is_kept_goes_with_the_next_and_is_never_shown(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for ago, query in ((KEPT_DAYS, "old"), (KEPT_DAYS - 1, "young")):
        rows.ask(f"INSERT INTO shop.missed_searches VALUES (%(tenant)s, {TODAY} - {ago}, '{query}')")
    assert [one.query for one in await missed_searches(app.database, key.tenant, days=KEPT_DAYS)] == ["young"]
    await searches(app, key, rows, "مايوه")
    assert set(kept(rows)) == {"young", "مايوه"}


async def test_they_are_shown_for_as_long_as_they_are_kept(app: StageApp, key: ConversationKey) -> None:
    for days in (0, KEPT_DAYS + 1):
        with pytest.raises(Misconfigured, match="1 to 90 days"):
            await missed_searches(app.database, key.tenant, days=days)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("نظارات سباحة", "نظارات سباحه"),
        ("بدي فستان اسمي سارة 0791234567", "فستان"),
        ("079 123 4567 شنطة", "شنطه"),
        ("٠٧٩١٢٣٤٥٦٧ شنطة", "شنطه"),
        ("dress for Sarah please", "dress"),
        ("سلسال باسم ليان", "سلسال"),
        ("write to me@mail.com about bags", "write about bags"),
        ("@someone bag www.shop.jo", "bag"),
        ("order 10034567", "order"),
        ("one two three four five six seven eight", "one two three four five six"),
        ("ab" * 50, "ab" * 30),
        ("اسمي محمد", None),
        ("", None),
        ("🌹", None),
    ],
)
def test_nothing_personal_is_counted(text: str, counted: str | None) -> None:
    assert countable(text) == counted
