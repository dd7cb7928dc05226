"""What an offer takes off: by hand where it matters, and for any sum by its properties."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.offers import best, kept, offers_of

TODAY = date(2026, 12, 1)
NAMED = {"name_ar": "عرض", "name_en": "Offer"}
TENTH = NAMED | {"percent": "10", "from_goods": "50"}
FIVE = NAMED | {"amount": "5", "from_pieces": 2}


def off(offers: list[dict[str, Any]], goods: str, pieces: int) -> Decimal:
    had = best(offers_of(offers), Decimal(goods), pieces, TODAY)
    return had[1] if had else Decimal(0)


@pytest.mark.parametrize(
    ("offers", "goods", "pieces", "less"),
    [
        ([], "100", 5, "0"),
        ([TENTH], "49.999", 5, "0"),
        ([TENTH], "50", 1, "5"),
        ([TENTH], "64.905", 1, "6.491"),
        ([FIVE], "20", 1, "0"),
        ([FIVE], "20", 2, "5"),
        ([FIVE], "3", 2, "3"),
        ([FIVE, TENTH], "80", 2, "8"),
        ([FIVE, TENTH], "50", 2, "5"),
        ([TENTH | {"until": "2026-12-01"}], "50", 1, "5"),
        ([TENTH | {"until": "2026-11-30"}], "50", 1, "0"),
    ],
)
def test_the_best_offer_alone_is_taken_off(
    offers: list[dict[str, Any]], goods: str, pieces: int, less: str
) -> None:
    assert off(offers, goods, pieces) == Decimal(less)


MONEY = st.decimals("0.001", "9999", places=3)
PERCENT = st.decimals("0.01", "99.99", places=2)
SOME = st.lists(
    st.one_of(
        st.builds(lambda value, least: NAMED | {"percent": value, "from_goods": least}, PERCENT, MONEY),
        st.builds(
            lambda value, pieces: NAMED | {"amount": value, "from_pieces": pieces}, MONEY, st.integers(2, 9)
        ),
    ),
    max_size=5,
)


@given(SOME, MONEY, st.integers(1, 12))
def test_nothing_costs_less_than_nothing_and_no_two_offers_add_up(
    offers: list[dict[str, Any]], goods: Decimal, pieces: int
) -> None:
    alone = [off([one], str(goods), pieces) for one in offers]
    taken = off(offers, str(goods), pieces)
    assert taken == max(alone, default=Decimal(0))
    assert 0 <= taken <= goods
    assert taken == round(taken, 3)


@given(SOME)
def test_offers_are_kept_as_they_are(offers: list[dict[str, Any]]) -> None:
    read = offers_of(offers)
    assert offers_of(json.loads(kept(read))) == read


@pytest.mark.parametrize(
    "wrong",
    [
        NAMED,
        TENTH | {"amount": "5"},
        NAMED | {"percent": "100"},
        NAMED | {"amount": "-1"},
        NAMED | {"amount": "1.2345"},
        TENTH | {"name_en": " "},
        FIVE | {"from_pieces": 1},
        TENTH | {"for_friends": True},
    ],
)
def test_what_is_no_offer_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        offers_of([wrong])
