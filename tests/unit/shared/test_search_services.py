"""Search services as the settings declare them, where a placement wants a shop, and what its indexes are called."""

import json
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.placements import LARGE, Placement, Shop, Wanted, wanted
from shared.errors import Misconfigured, SearchNotPlaced
from shared.search.places import Place, first_place, index_of, next_index
from shared.search.services import read_services, tiers
from shared.settings import Settings
from shared.tenants import TenantId
from tests.support.stages import StageApp

TENANT = TenantId(UUID(int=7))
MAIN = {"SEARCH_ENDPOINT": "https://main.search.windows.net/", "SEARCH_API_KEY": "main-secret"}
BIG = {"name": "big", "endpoint": "https://big.search.windows.net", "tier": "S1", "role": "dedicated"}
SECOND = {"name": "second", "endpoint": "https://second.search.windows.net", "tier": "S2"}


def declared(*services: Mapping[str, object], **others: str) -> dict[str, str]:
    return MAIN | {"SEARCH_SERVICES": json.dumps(services)} | others


def test_services_are_filled_in_the_order_in_which_they_are_declared() -> None:
    services = read_services(declared(SECOND, BIG, SEARCH_TIER="S3 HD"))
    assert [(one.name, one.endpoint, one.limit, one.dedicated) for one in services] == [
        ("main", "https://main.search.windows.net", 1000, False),
        ("second", "https://second.search.windows.net", 200, False),
        ("big", "https://big.search.windows.net", 50, True),
    ]
    assert [bool(one.api_key) for one in services] == [True, False, False]
    assert "secret" not in repr(services)


def test_azures_limits_are_those_of_its_page() -> None:
    """https://learn.microsoft.com/azure/search/search-limits-quotas-capacity, November 2026."""
    limits = {name: read_services(MAIN | {"SEARCH_TIER": name})[0].limit for name in tiers()}
    assert limits == {"free": 3, "basic": 15, "s1": 50, "s2": 200, "s3": 200, "s3hd": 1000}
    dense = {"name": "dense", "endpoint": "https://dense.search.windows.net", "tier": "s3hd", "partitions": 3}
    assert [one.limit for one in read_services(declared(dense | {"name": "wide", "tier": "s2"}))] == [15, 200]
    assert [one.limit for one in read_services(declared(dense))] == [15, 3000]


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (MAIN | {"SEARCH_SERVICES": "big=https://big"}, "a list of services in JSON"),
        (MAIN | {"SEARCH_TIER": "s9"}, "SEARCH_TIER: the tier is one of free, basic"),
        (declared(SECOND | {"tier": "gold"}), "second: the tier is one of"),
        (declared(SECOND | {"name": "main"}), "has the name main twice"),
        (declared(SECOND, SECOND | {"name": "third"}), "has the endpoint https://second.* twice"),
        (declared(SECOND | {"name": "Second"}), r"0\.name"),
        (declared(SECOND | {"role": "spare"}), r"0\.role"),
        (declared(SECOND | {"color": "red"}), r"0\.color"),
        (declared(SECOND | {"endpoint": "http://second.search.windows.net"}), r"0\.endpoint"),
        (declared(SECOND | {"endpoint": "https://a@second.search.windows.net"}), r"0\.endpoint"),
        (declared({"name": "bare"}), r"0\.endpoint"),
    ],
)
def test_what_is_declared_wrongly_is_told_where_and_without_a_secret(
    environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Misconfigured, match=sentence) as refusal:
        read_services(environ)
    assert "secret" not in str(refusal.value)


SETTINGS: Settings = replace(
    StageApp().settings, search_services=read_services(declared(SECOND, BIG)), search_pilot=frozenset()
)
AT_HOME = first_place(TENANT)
REBUILT = f"{index_of(TENANT)}-r1"


@pytest.mark.parametrize(
    ("placement", "at", "documents", "to", "expected"),
    [
        (Placement.SHARED, AT_HOME, LARGE, None, None),
        (Placement.SHARED, Place("big", REBUILT), 9, None, Wanted(("main", "second"), (15, 200), f"{index_of(TENANT)}-r2")),
        (Placement.SHARED, AT_HOME, 9, "second", Wanted(("second",), (200,), REBUILT)),
        (Placement.SHARED, AT_HOME, 9, "main", Wanted(("main",), (15,), REBUILT)),
        (Placement.DEDICATED, AT_HOME, 9, None, Wanted(("big",), (1,), REBUILT)),
        (Placement.DEDICATED, Place("big", REBUILT), 9, None, None),
        (Placement.DEDICATED, Place("big", REBUILT), 9, "big", Wanted(("big",), (50,), f"{index_of(TENANT)}-r2")),
        (Placement.HYBRID, AT_HOME, LARGE - 1, None, None),
        (Placement.HYBRID, AT_HOME, LARGE, None, Wanted(("big",), (1,), REBUILT)),
        (Placement.HYBRID, Place("big", REBUILT), 9, None, Wanted(("main", "second"), (15, 200), f"{index_of(TENANT)}-r2")),
    ],
)  # fmt: skip
def test_a_placement_wants_a_shop_somewhere_or_is_content(
    placement: Placement, at: Place, documents: int, to: str | None, expected: Wanted | None
) -> None:
    assert wanted(placement, Shop(TENANT, at, documents), SETTINGS, to=to) == expected


def test_a_shop_of_the_pilot_goes_into_the_shared_index_and_out_again() -> None:
    settings = replace(SETTINGS, search_pilot=frozenset({str(TENANT)}))
    into = wanted(Placement.PILOT, Shop(TENANT, AT_HOME, 9), settings)
    assert into == Wanted(("main", "second"), (15, 200), "products-index")
    inside = Shop(TENANT, Place("main", "products-index"), 9)
    assert wanted(Placement.PILOT, inside, settings) is None
    assert wanted(Placement.SHARED, inside, settings) == Wanted(("main", "second"), (15, 200), REBUILT)


@pytest.mark.parametrize(
    ("placement", "to", "sentence"),
    [
        (Placement.PILOT, None, "not one of SEARCH_PILOT_TENANTS"),
        (Placement.SHARED, "big", "no shared service big"),
        (Placement.DEDICATED, "main", "no dedicated service main"),
    ],
)
def test_what_no_setting_allows_is_refused(placement: Placement, to: str | None, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        wanted(placement, Shop(TENANT, AT_HOME, 9), SETTINGS, to=to)


@given(st.integers(min_value=1, max_value=40))
def test_no_two_indexes_of_a_shop_have_one_name_however_often_it_moves(moves: int) -> None:
    names = [index_of(TENANT)]
    for _ in range(moves):
        names.append(next_index(TENANT, names[-1]))
    assert len(set(names)) == moves + 1
    assert names[-1] == f"products-index-{TENANT}-r{moves}"
    assert all(len(name) <= 128 and not Place("main", name).pilot for name in names)


def test_a_shop_without_a_place_says_what_would_give_it_one() -> None:
    with pytest.raises(SearchNotPlaced, match="python -m ops search place"):
        Place(None, index_of(TENANT)).placed()
