"""The search tools find what customers ask for, in the stand-in: floors below the figures of `bench/retrieval.py`.

The half of its queries that is held out is run there and by nobody else.
"""

import pytest

from tests.support.labelled import labelled
from tests.support.measures import mean, measured
from tests.support.postgres import admin_url, app_url, bouncer
from tests.support.retrieval import Query, missed, products_for, queries, sample_shop, without_vectors
from tests.support.wide_shop import wide_shop

__all__ = ["admin_url", "app_url", "bouncer"]

#: Of those that were held out when the sample shop was all there was; by words alone, the embeddings' own knowledge of the sample shop does not help.
LEAST, LEAST_BY_WORDS = 0.93, 0.88


def share(lost: list[Query], some: list[Query]) -> float:
    return 1 - len(lost) / len(some)


async def test_so_many_queries_are_answered_among_the_first_five(app_url: str) -> None:
    some = queries()
    tuned = [query for query in some if not query.held_out]
    held_out = [query for query in some if query.held_out]
    async with sample_shop(app_url) as shop:
        lost = await missed(shop, some)
        assert share([query for query in lost if not query.held_out], tuned) >= 0.98, lost
        assert share([query for query in lost if query.held_out], held_out) >= LEAST, lost
        await without_vectors(shop)
        lost = await missed(shop, held_out)
        assert share(lost, held_out) >= LEAST_BY_WORDS, lost


async def test_in_a_shop_of_three_hundred_articles_the_first_is_right_nine_times_in_ten(app_url: str) -> None:
    products = wide_shop()
    some = [query for query in labelled(products) if not query.held_out]
    async with sample_shop(app_url, products) as shop:
        found = mean([measured(await products_for(shop, query.text), query.grades) for query in some])
    assert found.hit1 >= 0.9
    assert found.hit5 >= 0.95


@pytest.mark.parametrize("written", ["jordanian", "standard", "arabizi", "english"])
def test_the_queries_are_many_in_each_register_and_no_two_the_same(written: str) -> None:
    some = queries()
    assert len(some) == len({query.text for query in some}) >= 200
    for held_out in (False, True):
        of_it = [query for query in some if query.written == written and query.held_out is held_out]
        assert len(of_it) >= 10
        assert {query.about_products for query in of_it} == {True, False}
