"""What a customer can tap before writing a word: ice breakers and a menu, from what the shop has to say.

Pure: the same shop always has the same profile, so that a digest tells whether Instagram shows it already. Whatever the
shop's rows hold, Meta's limits are kept: what does not fit is left out, since half a question is worse than none, and
something is always left to tap.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared.language.normalise import normalise
from shared.payloads import ASK, TALK_TO_PERSON
from shared.reply.limits import Limit, utf16_units
from shared.reply.titles import one_line

Language = Literal["ar", "en"]
Item = dict[str, str]
#: A setting of the messenger profile by its name, as Graph takes it and shows it.
Profile = dict[str, list[dict[str, Any]]]

#: "Ice breakers" (Meta, Instagram API with Instagram Login): four for each locale.
ICE_BREAKERS = 4
QUESTION = Limit(80, utf16_units)
#: "Persistent menu": five items are what Meta advises.
MENU_ITEMS = 5
MENU_TITLE = Limit(30, utf16_units)

#: Whoever has set another language than English sees the default.
LOCALES: dict[str, Language] = {"default": "ar", "en_US": "en", "en_GB": "en"}


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the shop's that has a name in both languages: a product, or what an entry of its knowledge is about."""

    ar: str
    en: str
    tags: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        return one_line(self.ar if language == "ar" else self.en)


@dataclass(frozen=True, slots=True)
class Shop:
    goods: Sequence[Named]
    topics: Sequence[Named]


@dataclass(frozen=True, slots=True)
class _Wording:
    price: str
    sells: str
    person: str


_WORDINGS: dict[Language, _Wording] = {
    "ar": _Wording("قديش سعر {}؟", "شو بتبيعوا؟", "احكي مع حدا من المحل"),
    "en": _Wording("{}: how much is it?", "What do you sell?", "Talk to a person"),
}
#: What customers ask a shop most, first things first; an entry is about what most of its words are of.
_THEMES = (
    {"توصيل", "شحن", "رسوم", "delivery", "shipping", "fee", "fees"},
    {"دفع", "كاش", "فيزا", "payment", "pay", "cash", "visa"},
    {"تبديل", "ارجاع", "ترجيع", "exchange", "exchanges", "return", "returns"},
    {"مقاس", "مقاسات", "دليل", "سايز", "size", "sizes", "guide"},
    {"دوام", "ساعات", "hours", "open", "opening"},
    {"عنوان", "موقع", "لوكيشن", "وين", "location", "address", "map"},
)


def profile_of(shop: Shop) -> Profile:
    """Both settings, each by locale, the default first."""
    topics = _most_asked_first(shop.topics)
    breakers = {language: _ice_breakers(shop.goods, topics, language) for language in _WORDINGS}
    menus = {language: _menu(topics, language) for language in _WORDINGS}
    return {
        "ice_breakers": [
            {"locale": locale, "call_to_actions": breakers[language]} for locale, language in LOCALES.items()
        ],
        "persistent_menu": [
            {"locale": locale, "call_to_actions": menus[language]} for locale, language in LOCALES.items()
        ],
    }


def digest_of(profile: Profile) -> bytes:
    return hashlib.sha256(json.dumps(profile, sort_keys=True).encode()).digest()


def shows(read: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> bool:
    """Whether a setting as it was read is the one wanted; in what order locales come, and what Meta adds, is its affair."""
    found = {one.get("locale"): one.get("call_to_actions") for one in read}
    return found.keys() == {one["locale"] for one in wanted} and all(
        _same_items(found[one["locale"]], one["call_to_actions"]) for one in wanted
    )


def _same_items(found: Any, wanted: Sequence[Item]) -> bool:
    if not isinstance(found, list) or len(found) != len(wanted):
        return False
    return all(
        isinstance(one, dict) and item.items() <= one.items() for one, item in zip(found, wanted, strict=True)
    )


def _ice_breakers(goods: Sequence[Named], topics: Sequence[Named], language: Language) -> list[Item]:
    wording = _WORDINGS[language]
    priced = (wording.price.format(name) for one in goods if normalise(name := one.name(language)))
    said = (one.name(language) for one in topics)
    questions = [
        *_fitting(priced, QUESTION, most=1),
        *_fitting(said, QUESTION, most=ICE_BREAKERS - 1),
        wording.sells,
    ]
    return [
        {"question": text, "payload": _ask(text)} for text in _fitting(questions, QUESTION, most=ICE_BREAKERS)
    ]


def _menu(topics: Sequence[Named], language: Language) -> list[Item]:
    wording = _WORDINGS[language]
    asked = (wording.person, wording.sells, *(one.name(language) for one in topics))
    person, *titles = _fitting(asked, MENU_TITLE, most=MENU_ITEMS)
    items = [{"type": "postback", "title": title, "payload": _ask(title)} for title in titles]
    return [*items, {"type": "postback", "title": person, "payload": TALK_TO_PERSON}]


def _fitting(texts: Iterable[str], limit: Limit, *, most: int) -> list[str]:
    """The first that fit and say something, and of those that read the same the first."""
    kept: dict[str, str] = {}
    for text in texts:
        if limit.holds(text) and (said := normalise(text)):
            kept.setdefault(said, text)
        if len(kept) == most:
            break
    return list(kept.values())


def _most_asked_first(topics: Sequence[Named]) -> list[Named]:
    """For each theme the one that is most about it, then the others as they come."""
    left = {number: _words(topic) for number, topic in enumerate(topics)}
    first: list[int] = []
    for theme in _THEMES:
        best = max(left, key=lambda number: len(theme & left[number]), default=None)
        if best is not None and theme & left[best]:
            first.append(best)
            del left[best]
    return [topics[number] for number in (*first, *left)]


def _words(topic: Named) -> set[str]:
    return set(_each_word((topic.ar, topic.en, *topic.tags)))


def _each_word(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in normalise(text).split():
            yield word.removeprefix("ال")


def _ask(question: str) -> str:
    """The same question always has the same payload: taps can be counted without keeping what they say."""
    return ASK + hashlib.sha256(question.encode()).hexdigest()[:16]
