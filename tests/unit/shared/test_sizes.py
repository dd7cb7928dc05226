"""A size is one size, in whatever spelling the customer and the shop write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.sizes import written_sizes


@pytest.mark.parametrize(
    ("typed", "sizes"),
    [
        ("M", ("M",)),
        (" m ", ("M",)),
        ("٣٨", ("38",)),
        ("38", ("38",)),
        ("مقاس 38", ("38",)),
        ("2xl", ("2XL", "XXL")),
        ("XXL", ("XXL", "2XL")),
        ("لارج", ("لارج", "L")),
        ("Large", ("LARGE", "L")),
        ("إكس لارج", ("إكس لارج", "XL")),
        ("extra large", ("EXTRA LARGE", "XL")),
        ("36-38", ("36-38",)),
        ("45×45", ("45×45",)),
        ("6 سنين", ("6 سنين", "6 سنوات", "6 YEARS", "6Y")),
        ("6", ("6", "6 سنوات", "6 سنين", "6 YEARS", "6Y")),
        ("one size", ("ONE SIZE", "مقاس واحد")),
        ("50 مل", ("50 مل",)),
    ],
)
def test_a_size_is_asked_for_in_each_spelling(typed: str, sizes: tuple[str, ...]) -> None:
    assert written_sizes(typed) == sizes


@given(st.text(max_size=40))
def test_any_text_is_a_size_of_its_own(text: str) -> None:
    assert written_sizes(text)
