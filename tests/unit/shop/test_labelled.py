"""The shop and the queries with which search is measured: many enough, the same at every run, each with something right."""

from collections import Counter

from catalog.product_rows import ProductRow
from catalog.rows import Product
from tests.support.labelled import KIND, REGISTERS, WHOLE, labelled
from tests.support.measures import Measured, mean, measured
from tests.support.wide_shop import wide_shop


def test_the_shop_has_three_hundred_articles_and_is_the_same_each_time() -> None:
    shop = wide_shop()
    assert len(shop) == len({product.sku for product in shop}) >= 300
    assert wide_shop() == shop
    assert len({(product.name_ar, product.name_en) for product in shop}) == len(shop)


def test_each_register_has_thirty_queries_in_each_half_and_none_is_there_twice() -> None:
    some = labelled(wide_shop())
    assert len({query.text for query in some}) == len(some)
    assert set(Counter((query.written, query.held_out) for query in some).values()) == {30}
    assert {query.written for query in some} == set(REGISTERS)


def test_every_query_has_something_right_and_most_of_the_shop_is_wrong() -> None:
    shop = wide_shop()
    for query in labelled(shop):
        assert 1 <= len(query.right) <= 25, query.text
        assert len(query.grades) < len(shop) / 4, query.text


def test_what_is_right_has_kind_colour_fabric_size_and_price() -> None:
    def dress(sku: str, color: str, price: str = "15", sizes: tuple[str, ...] = ("S", "L")) -> Product:
        row = {
            "sku": sku, "name_ar": "فستان سهرة", "price": price, "currency": "JOD", "stock": 1,
            "colors": [{"ar": color, "en": color}], "sizes": sizes,
        }  # fmt: skip
        return ProductRow.model_validate(row).product()

    shop = [
        dress("right", "black"),
        dress("colour", "red"),
        dress("size", "black", sizes=("S",)),
        dress("dear", "black", price="21"),
    ]
    by_text = {query.text: query.grades for query in labelled(shop)}
    assert by_text["black evening dress size L"] == {
        "right": WHOLE, "colour": KIND, "size": KIND, "dear": WHOLE
    }  # fmt: skip
    assert by_text["dresses under 20"] == {"right": WHOLE, "colour": WHOLE, "size": WHOLE, "dear": KIND}
    assert by_text["navy abaya"] == {}


def test_a_ranking_is_measured_by_its_first_right_article_and_the_gain_of_five() -> None:
    grades = {"a": WHOLE, "b": WHOLE, "c": KIND}
    assert measured(["a", "b", "c"], grades) == Measured(1, 1, 1, 1)
    assert measured([], grades) == Measured(0, 0, 0, 0)
    second = measured(["c", "b"], grades)
    assert (second.hit1, second.hit5, second.mrr) == (0, 1, 1 / 2)
    assert 0 < second.ndcg5 < 1
    late = measured(["x", "y", "z", "u", "v", "a"], grades)
    assert (late.hit5, late.mrr, late.ndcg5) == (0, 1 / 6, 0)
    assert mean([measured(["a", "b", "c"], grades), measured([], grades)]) == Measured(0.5, 0.5, 0.5, 0.5)
