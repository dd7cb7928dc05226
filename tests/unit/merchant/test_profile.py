"""What can be tapped before a word is written: from any shop at all, within Meta's limits, and the same every time."""

from copy import deepcopy
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant.profile import LOCALES, Item, Named, Profile, Shop, digest_of, profile_of, shows
from shared.payloads import ASK, TALK_TO_PERSON

DRESS = Named("فستان سهرة أحمر", "Red evening dress")
DELIVERY = Named("رسوم التوصيل", "Delivery fees", ("توصيل", "شحن", "delivery"))
AQABA = Named("التوصيل للعقبة", "Delivery to Aqaba", ("توصيل", "العقبة"))
PAYMENT = Named("طرق الدفع", "Ways to pay", ("دفع", "كليك", "payment"))
SIZES = Named("دليل المقاسات", "Size guide", ("مقاس", "size"))
CARE = Named("العناية بالفضة", "Looking after silver", ("فضة",))
PERSON_AR, PERSON_EN = "احكي مع حدا من المحل", "Talk to a person"


def questions(profile: Profile, locale: str = "default") -> list[str]:
    return [item["question"] for item in items(profile, "ice_breakers", locale)]


def titles(profile: Profile, locale: str = "default") -> list[str]:
    return [item["title"] for item in items(profile, "persistent_menu", locale)]


def items(profile: Profile, setting: str, locale: str) -> list[Item]:
    (found,) = [one["call_to_actions"] for one in profile[setting] if one["locale"] == locale]
    return list(found)


def test_a_price_comes_first_and_then_what_is_asked_most() -> None:
    profile = profile_of(Shop([DRESS], [AQABA, CARE, SIZES, PAYMENT, DELIVERY]))
    assert questions(profile) == ["قديش سعر فستان سهرة أحمر؟", "رسوم التوصيل", "طرق الدفع", "دليل المقاسات"]
    assert questions(profile, "en_US") == [
        "Red evening dress: how much is it?",
        "Delivery fees",
        "Ways to pay",
        "Size guide",
    ]
    assert titles(profile) == ["شو بتبيعوا؟", "رسوم التوصيل", "طرق الدفع", "دليل المقاسات", PERSON_AR]
    assert titles(profile, "en_US")[0::4] == ["What do you sell?", PERSON_EN]


def test_the_default_is_arabic_and_comes_first_and_british_phones_see_english_too() -> None:
    profile = profile_of(Shop([DRESS], []))
    for setting in profile.values():
        assert [one["locale"] for one in setting] == ["default", "en_US", "en_GB"]
    assert questions(profile, "en_GB") == questions(profile, "en_US")


def test_an_empty_shop_can_be_asked_what_it_sells_and_for_a_person() -> None:
    profile = profile_of(Shop([], []))
    assert questions(profile) == ["شو بتبيعوا؟"]
    assert titles(profile) == ["شو بتبيعوا؟", PERSON_AR]


def test_only_the_last_item_asks_for_a_person() -> None:
    profile = profile_of(Shop([], [Named(PERSON_AR, PERSON_EN), DELIVERY]))
    menu = items(profile, "persistent_menu", "default")
    assert [item["title"] for item in menu] == ["شو بتبيعوا؟", "رسوم التوصيل", PERSON_AR]
    assert [item["payload"] == TALK_TO_PERSON for item in menu] == [False, False, True]


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        pytest.param([Named("ط" * 81, "x")], [], id="too long"),
        pytest.param([Named("ط" * 80, "x")], ["ط" * 80], id="just as long as it may be"),
        pytest.param([Named("🌷" * 40 + "ط", "x")], [], id="letters that count twice"),
        pytest.param([Named("", "x"), Named(" \n", "y")], [], id="nothing"),
        pytest.param([Named("؟؟ 🌷", "x")], [], id="no word"),
        pytest.param([Named("طرق\n  الدفع ", "x")], ["طرق الدفع"], id="line ends and blanks"),
        pytest.param([Named("الإرجاع", "x"), Named("الارجاع", "y")], ["الإرجاع"], id="what reads the same"),
        pytest.param([Named("شو بتبيعوا؟", "x")], [], id="what is asked anyway"),
        pytest.param([Named(f"موضوع {n}", "x") for n in range(9)], ["موضوع 0", "موضوع 1", "موضوع 2"], id="too many"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out(topics: list[Named], expected: list[str]) -> None:
    assert [text for text in questions(profile_of(Shop([], topics))) if text != "شو بتبيعوا؟"] == expected


def test_of_goods_with_names_that_do_not_fit_the_next_is_taken() -> None:
    long = Named("ف" * 75, "Dress " * 20)
    assert questions(profile_of(Shop([long, DRESS], [])))[0] == "قديش سعر فستان سهرة أحمر؟"


def test_a_name_is_only_ever_a_name() -> None:
    assert "قديش سعر {0.tags}{}؟" in questions(profile_of(Shop([Named("{0.tags}{}", "x")], [])))


def test_a_question_keeps_its_payload_whatever_stands_beside_it() -> None:
    alone = items(profile_of(Shop([], [DELIVERY])), "ice_breakers", "default")
    beside = items(profile_of(Shop([DRESS], [DELIVERY, PAYMENT])), "ice_breakers", "default")
    assert [item for item in alone if item["question"] == DELIVERY.ar] == [
        item for item in beside if item["question"] == DELIVERY.ar
    ]


names = st.text(max_size=120) | st.sampled_from(
    ["توصيل", "Delivery", PERSON_AR, PERSON_EN, "شو بتبيعوا؟", "{}"]
)
named = st.builds(Named, names, names, st.lists(names, max_size=3).map(tuple))
shops = st.builds(Shop, st.lists(named, max_size=6), st.lists(named, max_size=12))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(shops)
def test_any_shop_has_a_profile_within_metas_limits(shop: Shop) -> None:
    profile = profile_of(shop)
    assert set(profile) == {"ice_breakers", "persistent_menu"}
    for locale in LOCALES:
        asked, menu = questions(profile, locale), titles(profile, locale)
        assert 1 <= len(asked) <= 4
        assert 2 <= len(menu) <= 5
        assert all(1 <= units(text) <= 80 for text in asked)
        assert all(1 <= units(text) <= 30 for text in menu)
        assert len(set(asked)) == len(asked)
        assert len(set(menu)) == len(menu)
        assert menu[-1] in {PERSON_AR, PERSON_EN}
        everything = chain(items(profile, "ice_breakers", locale), items(profile, "persistent_menu", locale))
        payloads = [item["payload"] for item in everything]
        assert payloads.pop() == TALK_TO_PERSON
        assert all(payload.startswith(ASK) and units(payload) <= 1000 for payload in payloads)


@given(shops)
def test_the_same_shop_has_the_same_digest_and_shows_itself(shop: Shop) -> None:
    profile = profile_of(shop)
    assert digest_of(profile) == digest_of(profile_of(shop))
    assert all(shows(profile[name], profile[name]) for name in profile)


def test_another_word_is_another_digest() -> None:
    assert digest_of(profile_of(Shop([DRESS], []))) != digest_of(profile_of(Shop([DRESS], [CARE])))


WANTED = profile_of(Shop([DRESS], [DELIVERY, PAYMENT]))["ice_breakers"]


def changed(change: Any) -> Any:
    read = deepcopy(WANTED)
    change(read)
    return read


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(changed(lambda _: None), id="as it was set"),
        pytest.param(changed(lambda read: read.reverse()), id="locales in another order"),
        pytest.param(changed(lambda read: read[0].update(composer_input_disabled=False)), id="more about a locale"),
        pytest.param(changed(lambda read: read[0]["call_to_actions"][0].update(id="1")), id="more about an item"),
    ],
)  # fmt: skip
def test_what_meta_adds_does_not_matter(read: Any) -> None:
    assert shows(read, WANTED)


@pytest.mark.parametrize(
    "read",
    [
        pytest.param([], id="nothing"),
        pytest.param(changed(lambda read: read.pop()), id="a locale less"),
        pytest.param(changed(lambda read: read.append({"locale": "fr_FR", "call_to_actions": []})), id="a locale more"),
        pytest.param(changed(lambda read: read[0]["call_to_actions"].pop()), id="an item less"),
        pytest.param(changed(lambda read: read[0]["call_to_actions"].reverse()), id="items in another order"),
        pytest.param(changed(lambda read: read[0]["call_to_actions"][0].update(question="؟")), id="another question"),
        pytest.param(changed(lambda read: read[0].pop("call_to_actions")), id="no items"),
        pytest.param(changed(lambda read: read[0].update(call_to_actions=["x"] * 4)), id="items that are none"),
        pytest.param([{}], id="no locale"),
    ],
)  # fmt: skip
def test_anything_else_is_not_what_was_set(read: Any) -> None:
    assert not shows(read, WANTED)
