"""How a shop says that an assistant writes."""

import pytest

from shared.disclosure import disclosure
from shared.language.wishes import wish_of


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ("عندنا فستان أحمر", "مساعد\nبتحب تحكي مع شخص من الفريق؟ اكتب «موظف»."),
        ("Akeed, hay elli 3enna", 'مساعد\nBt7eb ta7ki ma3 7ada mn el fareeq? Ektob "mwazaf".'),
        ("We have a red dress", 'assistant\nTo talk to a person of the shop, write "person".'),
    ],
)
def test_it_is_said_in_the_register_of_the_message_and_ends_with_the_way_to_a_person(
    beside: str, said: str
) -> None:
    assert disclosure(" مساعد ", "assistant", beside=beside) == said


def test_a_shop_without_a_sentence_says_nothing() -> None:
    assert disclosure(" ", "", beside="مرحبا") is None


@pytest.mark.parametrize("word", ["موظف", "mwazaf", "person"])
def test_the_word_that_it_names_is_understood(word: str) -> None:
    assert wish_of(word) == "person"
