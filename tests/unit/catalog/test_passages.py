"""A source in passages: bounded, of one language, whole, and called the same when it is read again."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.passages import MOST, MOST_AGAIN, MOST_PASSAGES, Passage, passages_of
from catalog.sources.blocks import Block, Reading
from shared.errors import SourceUnusable


def cut(*blocks: Block, source: str = "s", title: str = "الشروط") -> list[Passage]:
    return passages_of(source, title, Reading("", blocks))


def texts(passages: list[Passage]) -> list[tuple[str, str]]:
    return [(p.title_ar or p.title_en, p.text_ar or p.text_en) for p in passages]


def test_a_passage_has_the_headings_above_it_and_the_paragraphs_below_them() -> None:
    passages = cut(
        Block("مقدمة"),
        Block("الشحن", 1),
        Block("الرسوم", 2),
        Block("ديناران", page=2),
        Block("في عمان", page=3),
        Block("المدة", 2),
        Block("يومان"),
        Block("الدفع", 1),
        Block("نقدا"),
    )
    assert texts(passages) == [
        ("الشروط", "مقدمة"),
        ("الشحن – الرسوم", "ديناران\nفي عمان"),
        ("الشحن – المدة", "يومان"),
        ("الدفع", "نقدا"),
    ]
    assert [(p.page, p.position) for p in passages] == [(None, 1), (2, 2), (None, 3), (None, 4)]


def test_each_language_has_passages_of_its_own() -> None:
    passages = cut(Block("التوصيل يومان مع Aramex"), Block("2 JOD"), Block("5.000"), Block("Two days"))
    assert [(p.text_ar, p.text_en) for p in passages] == [
        ("التوصيل يومان مع Aramex", ""),
        ("", "2 JOD\n5.000\nTwo days"),
    ]
    assert [(p.title_ar, p.title_en) for p in passages] == [("الشروط", ""), ("", "الشروط")]


@pytest.mark.parametrize("stop", ["؟", "۔", ".", "!", "؟»"])
def test_a_paragraph_that_is_cut_is_cut_where_a_sentence_ends_and_says_that_sentence_again(stop: str) -> None:
    sentences = [f"هذه هي الجملة رقم {number} من النص الطويل{stop}" for number in range(60)]
    passages = texts(cut(Block(" ".join(sentences))))
    assert len(passages) > 2
    for (_, before), (_, after) in pairwise(passages):
        assert before.endswith(stop)
        last = sentences[max(n for n, sentence in enumerate(sentences) if sentence in before)]
        assert after.startswith(last)


def test_whole_paragraphs_are_not_said_twice() -> None:
    paragraphs = [f"الفقرة {number} " + "كلمة " * 60 + "انتهت." for number in range(12)]
    passages = texts(cut(*map(Block, paragraphs)))
    assert "\n".join(text for _, text in passages) == "\n".join(paragraphs)


def test_a_sentence_without_an_end_is_cut_between_words_and_a_word_without_one_anywhere() -> None:
    for endless in ("كلمة " * 1_000, "ا" * 5_000):
        passages = texts(cut(Block(endless)))
        assert all(0 < len(text) <= MOST for _, text in passages)
        assert "".join(text for _, text in passages).replace(" ", "") == endless.replace(" ", "")


def test_a_heading_without_anything_below_it_is_no_passage() -> None:
    assert cut(Block("الشحن", 1), Block("الدفع", 1)) == []


def test_reading_again_changes_only_what_differs() -> None:
    before = cut(Block("أ", 1), Block("واحد"), Block("ب", 1), Block("اثنان"), Block("ج", 1), Block("ثلاثة"))
    after = cut(Block("جديد", 1), Block("صفر"), Block("أ", 1), Block("واحد"), Block("ب", 1), Block("٢"), Block("ج", 1), Block("ثلاثة"))  # fmt: skip
    assert [p.entry_id for p in after if p in [q.model_copy(update={"position": p.position}) for q in before]] == [
        before[0].entry_id,
        before[2].entry_id,
    ]  # fmt: skip
    assert len({p.entry_id for p in [*before, *after]}) == 5


def test_the_same_words_twice_are_two_passages_and_in_another_source_others() -> None:
    twice = [Block("أ", 1), Block("نعم"), Block("أ", 1), Block("نعم")]
    ids = [p.entry_id for p in [*cut(*twice), *cut(*twice, source="other")]]
    assert len(set(ids)) == 4
    assert [p.entry_id for p in cut(*twice)] == ids[:2]


def test_a_source_has_so_many_passages_and_no_more() -> None:
    with pytest.raises(SourceUnusable, match=str(MOST_PASSAGES)):
        cut(*[block for n in range(MOST_PASSAGES + 1) for block in (Block(f"أ{n}", 1), Block("نعم"))])


WORDS = st.text(st.sampled_from("ابجد abc .؟!\n12"), max_size=2_500)
BLOCKS = st.lists(st.builds(Block, WORDS.filter(str.strip), st.integers(0, 3)), max_size=6)


@given(BLOCKS)
def test_no_word_is_lost_and_no_passage_is_too_long(blocks: list[Block]) -> None:
    passages = texts(cut(*blocks))
    assert all(text.strip() and len(text) <= MOST for _, text in passages)
    told = "".join(text for _, text in passages)
    kept = [re.sub(r"\s", "", block.text) for block in blocks if not block.level]
    assert len(re.sub(r"\s", "", told)) >= sum(map(len, kept))
    assert set("".join(kept)) == set(re.sub(r"\s", "", told))
    assert len(told) <= sum(len(block.text) + 1 for block in blocks) + MOST_AGAIN * len(passages)
