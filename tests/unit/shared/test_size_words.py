"""Which words of a sentence are a size, and which describe a thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.price_limits import limits_in
from shared.language.size_words import size_in
from shared.language.sizes import written_sizes
from shared.language.tokens import tokens


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("كندرة نمرة 38", "38"),
        ("بدي المقاس ٣٨", "38"),
        ("ma2as 56", "56"),
        ("sneakers nemrit 41", "41"),
        ("black abaya in 56", "56"),
        ("boots 39", "39"),
        ("دشداشة 58 مقاس", "58"),
        ("shirt in medium", "M"),
        ("dress size L", "L"),
        ("shirt M", "M"),
        ("fustan aswad large", "L"),
        ("فستان مقاس لارج", "L"),
        ("قميص اكس لارج كحلي", "XL"),
        ("hoodie 2xl grey", "2XL"),
        ("فستان بناتي عمر ٤ سنين", "4 سنوات"),
        ("لطفلة عمرها أربع سنوات", "4 سنوات"),
        ("dress for a 4 year old", "4 سنوات"),
        ("fustan 6 sneen", "6 سنوات"),
    ],
)
def test_a_size_is_heard(text: str, size: str) -> None:
    assert size in written_sizes(size_in(text).size)


@pytest.mark.parametrize(
    "text",
    ["large canvas bag", "شنطة كبيرة", "small bag", "medium", "عطر 50 مل", "مسبحة 33 حبة", "in black", "in stock", "what size", "فستان 20", ""],
)  # fmt: skip
def test_what_only_describes_is_none(text: str) -> None:
    assert size_in(text).size == ""


def test_a_price_is_no_size() -> None:
    text = "boots under 39"
    assert size_in(text, besides=limits_in(text).said).size == ""


@given(
    st.text()
    | st.lists(
        st.sampled_from(["مقاس", "size", "in", "38", "٤", "سنين", "L", "xl", "large", "of", "58"])
    ).map(" ".join)
)
def test_no_text_makes_the_reading_fail(text: str) -> None:
    assert size_in(text).said <= set(range(len(tokens(text)) + 1))
