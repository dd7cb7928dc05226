"""Delivery areas and size charts from a shop's files: taken whole, or every fault named by row, field and value."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import local.shop
from catalog.areas import Delivery
from catalog.files import read_delivery, read_folder
from local.shop.catalogue import load_knowledge
from shared.errors import Misconfigured
from tests.unit.catalog.test_files import DRESS, written

IRBID: dict[str, Any] = {
    "id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "aliases": ["erbid"], "fee": "3.000", "currency": "JOD",
    "days_min": 1, "days_max": 2,
}  # fmt: skip
HUSN = IRBID | {"id": "husn", "name_ar": "الحصن", "name_en": "Husn", "governorate": "irbid"}
ABROAD = {"id": "abroad", "name_ar": "الخارج", "name_en": "Abroad", "served": False}
S, M = {"size": "S", "height_cm": [150, 160]}, {"size": "M", "height_cm": [158, 170]}
SHOP = Path(next(iter(local.shop.__path__)))


def delivery(folder: Path, content: Any) -> Delivery | None:
    (folder / "delivery.json").write_text(json.dumps(content), encoding="utf-8")
    return read_delivery(folder)


def test_a_shop_without_the_file_has_no_areas_to_put(tmp_path: Path) -> None:
    assert read_delivery(tmp_path) is None


def test_a_good_file_is_read(tmp_path: Path) -> None:
    found = delivery(tmp_path, {"free_from": "50", "areas": [IRBID, HUSN, ABROAD]})
    assert found is not None
    assert found.free_from == Decimal(50)
    assert [(area.area_id, area.fee, area.served) for area in found.areas] == [
        ("irbid", Decimal(3), True), ("husn", Decimal(3), True), ("abroad", None, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("areas", "fault"),
    [
        ([IRBID, ABROAD | {"id": "X Y"}], "delivery.json row 2, id: String should match pattern '^[a-z0-9-]{1,60}$', not 'X Y'"),
        ([IRBID | {"fee": "free"}], "delivery.json row 1, fee: Input should be a valid decimal, not 'free'"),
        ([IRBID | {"fee": "-1"}], "delivery.json row 1, fee: "),
        ([IRBID | {"fee": "3.0005"}], "delivery.json row 1, fee: "),
        ([IRBID | {"currency": "dinar"}], "delivery.json row 1, currency: "),
        ([IRBID | {"days_min": -1}], "delivery.json row 1, days_min: "),
        ([IRBID | {"days_max": "two"}], "delivery.json row 1, days_max: "),
        ([IRBID | {"days_min": 3}], "delivery.json row 1: days_max must not be below days_min"),
        ([IRBID | {"fee": None}], "delivery.json row 1: an area that is served needs fee, currency, days_min and days_max"),
        ([ABROAD | {"fee": "3"}], "delivery.json row 1: an area that is not served has no fee"),
        ([IRBID | {"name_ar": ""}], "delivery.json row 1, name_ar: "),
        ([IRBID | {"aliases": "erbid"}], "delivery.json row 1, aliases: "),
        ([IRBID | {"price": "3"}], "delivery.json row 1, price: Extra inputs are not permitted, not '3'"),
        ([HUSN], "delivery.json row 1, governorate: 'irbid' must be the id of another row"),
        (["irbid"], "delivery.json row 1: "),
    ],
)  # fmt: skip
def test_a_fault_of_an_area_is_named(tmp_path: Path, areas: list[Any], fault: str) -> None:
    with pytest.raises(Misconfigured) as error:
        delivery(tmp_path, {"areas": areas})
    (line,) = str(error.value).splitlines()
    assert line.startswith(fault)


def test_two_rows_of_one_id_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"row 1, id: 'irbid'.*\n.*row 2, id: 'irbid'"):
        delivery(tmp_path, {"areas": [IRBID, IRBID]})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([IRBID], "delivery.json: "),
        ({"areas": {}}, "delivery.json, areas: "),
        ({"areas": [], "free_above": 3}, "delivery.json, free_above: "),
        ({"areas": [], "free_from": "0"}, "delivery.json, free_from: "),
    ],
)
def test_a_fault_of_the_file_is_named(tmp_path: Path, content: Any, fault: str) -> None:
    with pytest.raises(Misconfigured) as error:
        delivery(tmp_path, content)
    assert str(error.value).startswith(fault)


@pytest.mark.parametrize(
    ("chart", "fault"),
    [
        ([S | {"height_cm": [160, 150]}], "size_chart.0: height_cm of size S must be [from, to] within 40 and 230"),
        ([S | {"height_cm": [1.5, 1.6]}], "size_chart.0: height_cm of size S must be [from, to] within 40 and 230"),
        ([S | {"height_cm": [150]}], "size_chart.0.height_cm.1: "),
        ([S | {"height_cm": ["tall", 160]}], "size_chart.0.height_cm.0: Input should be a valid decimal, not 'tall'"),
        ([S | {"sleeve_cm": [50, 60]}], "size_chart.0.sleeve_cm: Extra inputs are not permitted"),
        ([{"size": "S"}], "size_chart.0: size S needs at least one of height_cm"),
        ([M, S], "size_chart: height_cm must grow from size M to size S"),
        ([S, M | {"weight_kg": [50, 60]}], "size_chart: sizes S and M must have the same measures"),
        ([S, S], "size_chart: a size stands in the chart twice"),
        ([], "size_chart: a size chart needs at least one size"),
        ("S: 150-160", "size_chart: "),
    ],
)  # fmt: skip
def test_a_fault_of_a_size_chart_is_named(tmp_path: Path, chart: Any, fault: str) -> None:
    with pytest.raises(Misconfigured) as error:
        read_folder(written(tmp_path, [DRESS | {"sizes": ["S", "M"], "size_chart": chart}]))
    assert str(error.value).splitlines()[0].startswith(f"products.json row 1, {fault}")


def test_a_chart_of_other_sizes_is_another_products(tmp_path: Path) -> None:
    with pytest.raises(
        Misconfigured, match=r"row 1: size_chart must have one of the product's sizes \(38, 40\)"
    ):
        read_folder(written(tmp_path, [DRESS | {"sizes": ["38", "40"], "size_chart": [S, M]}]))


def test_a_chart_goes_through_the_files_as_it_was_written(tmp_path: Path) -> None:
    (product,), _ = read_folder(written(tmp_path, [DRESS | {"sizes": ["S"], "size_chart": [S, M]}]))
    assert product.size_chart is not None
    assert product.size_chart.measures == ["height_cm"]
    assert [row.size for row in product.size_chart.rows] == ["S", "M"]


def test_the_sample_shop_charges_what_it_says_about_itself() -> None:
    """Each governorate's fee and days, as its own passage tells them."""
    found = read_delivery(SHOP)
    assert found is not None
    passages = {entry.id: entry.text_en for entry in load_knowledge()}
    governorates = [area for area in found.areas if area.governorate is None]
    assert len(governorates) == 12
    for area in governorates:
        assert area.fee is not None
        telling = [t for name, t in passages.items() if name.startswith("delivery-") and area.name_en in t]
        assert len(telling) == 1, area
        assert f"costs {area.fee.normalize():f} JOD" in telling[0]
        assert f"takes {area.days_max} working day" in telling[0]
    assert f"{found.free_from:.0f} JOD" in passages["free-delivery"]


def test_the_sample_shop_has_size_charts_of_several_kinds() -> None:
    products, _ = read_folder(SHOP)
    charts = [product.size_chart for product in products if product.size_chart]
    assert len(charts) > 30
    assert {name for chart in charts for name in chart.measures} >= {"height_cm", "waist_cm", "foot_length_cm", "age_years"}  # fmt: skip
    assert any(product.size_chart is None for product in products if len(product.sizes) > 1)
