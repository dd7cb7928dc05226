"""What a customer wants, as far as the stand-in can tell: products to look for, questions about the shop, courtesies.

Pure: text in, `Understanding` out. A burst of messages is read clause by clause; a clause without a product of its own
("how much?", «في أسود؟») speaks of the last one named, in this burst or earlier in the conversation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from local.model.arabizi import has_digit_letters, is_arabic, to_arabic
from local.model.lexicon import Concept, Kind
from local.model.markers import PHRASES, Marker
from local.model.measures import read_measures
from local.model.prices import Bounds, read_bounds
from local.model.reading import Piece, Size, place_of, read, spelling, split_words
from local.model.vocabulary import ARABIZI_WORDS, ENGLISH_WORDS


class Language(Enum):
    ARABIC = "ar"
    ENGLISH = "en"
    ARABIZI = "arabizi"


@dataclass(frozen=True)
class Search:
    """One product wish. `words` are what a search box would get, `nouns` and `colors` say which of them is which."""

    words: tuple[str, ...]
    nouns: frozenset[str] = frozenset()
    colors: frozenset[str] = frozenset()
    color: str | None = None
    size: str | None = None
    bounds: Bounds = field(default_factory=Bounds)
    in_stock_only: bool = False
    asks: frozenset[Marker] = frozenset()
    product: str | None = None  #: the very product meant, by the name our last reply gave it

    @property
    def query(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Destination:
    area: str  #: as the customer named it
    question: str  #: all that was asked, for a shop without a table of areas


@dataclass
class Understanding:
    language: Language
    searches: list[Search] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    measures: dict[str, str] = field(default_factory=dict)  #: of whoever shall wear it
    courtesies: set[Marker] = field(default_factory=set)  #: GREETING, THANKS, PERSON, NOD
    pointless: bool = False  #: asks for a price or a size, and no product is known
    attachment: bool = False  #: something that is not text was sent


ATTACHMENT = re.compile(r"\[sent: [^\]]*\]")
_CLAUSE_ENDS = re.compile(r"[\n؟?!؛;…]+|[.،,](?=\s|$)")
_COURTESIES = {Marker.GREETING, Marker.THANKS, Marker.PERSON, Marker.NOD}
_ASKS = {Marker.PRICE, Marker.STOCK, Marker.SIZE, Marker.COLOR, Marker.DETAIL, Marker.CHEAP, Marker.HAVE}
_ORDINALS = {Marker.FIRST: 0, Marker.SECOND: 1, Marker.THIRD: 2}

_ANYTHING = {Language.ARABIC: "منتجات", Language.ENGLISH: "products", Language.ARABIZI: "منتجات"}

DELIVERY, SIZE_GUIDE = "delivery", "size guide"
#: Places that are no area to deliver to.
_ANYWHERE = {"governorates", "jordan"}

#: Wanting to return a dress is no wish for a dress.
_UNDOING = {"return", "exchange", "cancel"}


def detect_language(text: str, default: Language = Language.ARABIC) -> Language:
    words = split_words(text)
    if any(map(is_arabic, words)):
        return Language.ARABIC
    latin = [spelling(word) for word in words if not word[0].isdigit() or has_digit_letters(word)]
    if not latin:
        return default
    arabizi = sum(word in ARABIZI_WORDS or has_digit_letters(word) for word in latin)
    english = sum(word in ENGLISH_WORDS for word in latin)
    return Language.ARABIZI if arabizi > english else Language.ENGLISH


def understand(
    text: str,
    earlier: Search | None = None,
    listed: tuple[str, ...] = (),
    default: Language = Language.ARABIC,
) -> Understanding:
    """`earlier` is the product the conversation was about, `listed` the names our last reply showed, in order."""
    bare = ATTACHMENT.sub("\n", text)
    measures, unmeasured = read_measures(bare)
    found = Understanding(detect_language(bare, default), measures=measures, attachment=bare != text)
    for clause in filter(str.strip, _CLAUSE_ENDS.split(unmeasured)):
        _Clause(clause, found.language).add_to(found, earlier, listed)
    if measures and not found.searches:
        found.searches += [replace(earlier, asks=frozenset())] if earlier else []
        found.pointless = earlier is None
    return found


def about_product(name: str) -> Search:
    """The wish for one product by its name, as a later «قديش؟» means it."""
    words = _Clause(name, detect_language(name)).search()
    return replace(words if words.words else Search((name,)), asks=frozenset(), product=name)


class _Clause:
    def __init__(self, text: str, language: Language) -> None:
        self._language = language
        self._pieces = _with_destinations(read(text))
        meanings = [piece.meaning for piece in self._pieces]
        self._markers = {meaning for meaning in meanings if isinstance(meaning, Marker)}
        self._bounds = read_bounds(meanings)
        about_size = Marker.SIZE in self._markers or not self._of(Kind.NOUN)
        self._size = _size(meanings, spelt_counts=about_size)
        self._topics = {_name_of(piece) for piece in self._of(Kind.TOPIC)}

    def _of(self, *kinds: Kind) -> list[Piece]:
        return [
            piece
            for piece in self._pieces
            if isinstance(piece.meaning, Concept) and piece.meaning.kind in kinds
        ]

    def _unknown(self) -> list[Piece]:
        return [
            piece
            for piece in self._pieces
            if piece.meaning is None and len(piece.text) > 1 and not piece.text.isdigit()
        ]

    def add_to(self, found: Understanding, earlier: Search | None, listed: tuple[str, ...]) -> None:
        found.courtesies |= self._markers & _COURTESIES
        if self._about_the_shop(measured=bool(found.measures)):
            areas = self._areas()
            found.destinations += [Destination(area, self._question()) for area in areas]
            if not areas or self._topics - {DELIVERY}:
                found.questions.append(self._question())
            if not self._also_a_product():
                return
        if self._of(Kind.NOUN) or (self._names_something() and not found.measures):
            found.searches.append(self.search())
        elif (named := self._pointed_at(listed)) is not None:
            found.searches.append(self._onto(named))
        elif self._narrows():
            self._follow_up(found, earlier)

    def _about_the_shop(self, *, measured: bool) -> bool:
        """Who tells of measures asks for a size, and not for the size guide."""
        topics = self._topics - {SIZE_GUIDE} if measured else self._topics
        return bool(topics or (self._of(Kind.PLACE) and not self._of(Kind.NOUN)))

    def _areas(self) -> list[str]:
        """Where to deliver: the places named, or what follows and is not known to be anything else."""
        places = [piece.text for piece in self._of(Kind.PLACE) if _name_of(piece) not in _ANYWHERE]
        if places or DELIVERY not in self._topics or self._of(Kind.PLACE, Kind.NOUN):
            return places
        unknown = " ".join(piece.text for piece in self._unknown())
        return [unknown] if unknown else []

    def _also_a_product(self) -> bool:
        wanted = Marker.WANT in self._markers and not self._topics & _UNDOING
        return bool(self._of(Kind.NOUN)) and (wanted or bool(self._markers & {Marker.HAVE, Marker.STOCK}))

    def _names_something(self) -> bool:
        """Unknown words are a product's name when the clause asks for one, or says little else."""
        if not self._unknown() or self._markers & {Marker.PERSON}:
            return False
        return bool(self._markers & (_ASKS | {Marker.WANT})) or len(self._unknown()) <= 3

    def _narrows(self) -> bool:
        return bool(self._markers & _ASKS or self._of(Kind.COLOR, Kind.QUALITY) or self._size or self._bounds)

    def _pointed_at(self, listed: tuple[str, ...]) -> Search | None:
        places = [_ORDINALS[marker] for marker in self._markers if marker in _ORDINALS]
        return about_product(listed[places[0]]) if places and places[0] < len(listed) else None

    def _follow_up(self, found: Understanding, earlier: Search | None) -> None:
        if found.searches:
            found.searches[-1] = self._onto(found.searches[-1])
        elif earlier is not None:
            found.searches.append(self._onto(replace(earlier, asks=frozenset())))
        elif self._of(Kind.COLOR, Kind.QUALITY):
            found.searches.append(self.search())
        elif self._bounds:
            found.searches.append(replace(self.search(), words=(_ANYTHING[self._language],)))
        else:
            found.pointless = True

    def search(self) -> Search:
        kinds = (Kind.NOUN, Kind.QUALITY, Kind.COLOR)
        known = self._of(*kinds)
        unknown = self._unknown()
        words = [self._shown(piece) for piece in self._pieces if piece in known or piece in unknown]
        return Search(
            words=tuple(dict.fromkeys(words)),
            nouns=frozenset(self._shown(piece) for piece in [*self._of(Kind.NOUN), *unknown]),
            colors=frozenset(map(self._shown, self._of(Kind.COLOR))),
            color=self._color(),
            size=self._size,
            bounds=self._bounds,
            in_stock_only=Marker.IN_STOCK_ONLY in self._markers,
            asks=frozenset(self._markers & _ASKS),
        )

    def _onto(self, before: Search) -> Search:
        """The same product with what this clause adds; a new colour takes the place of the old one."""
        mine = self.search()
        kept = [word for word in before.words if not (mine.colors and word in before.colors)]
        same = not (mine.words or mine.bounds)
        return replace(
            before,
            product=before.product if same else None,
            words=tuple(dict.fromkeys([*kept, *mine.words])),
            colors=mine.colors or before.colors,
            color=mine.color or before.color,
            size=mine.size or before.size,
            bounds=mine.bounds or before.bounds,
            in_stock_only=mine.in_stock_only or before.in_stock_only,
            asks=before.asks | mine.asks,
        )

    def _color(self) -> str | None:
        colors = self._of(Kind.COLOR)
        return self._shown(colors[0], canonical=True) if colors else None

    def _shown(self, piece: Piece, *, canonical: bool = False) -> str:
        concept = piece.meaning if isinstance(piece.meaning, Concept) else None
        if self._language is Language.ENGLISH:
            return concept.english[0] if concept and canonical else piece.text.lower()
        if concept:
            return concept.arabic[0]
        if isinstance(piece.meaning, Marker):
            return PHRASES[piece.meaning].arabic[0]
        return piece.text if is_arabic(piece.text) else " ".join(map(to_arabic, piece.words))

    def _question(self) -> str:
        """The clause without its courtesies, in Arabic letters if it was in Arabizi."""
        pieces = [piece for piece in self._pieces if piece.meaning not in _COURTESIES]
        if self._language is not Language.ARABIZI:
            return " ".join(piece.text for piece in pieces)
        return " ".join(self._shown(piece) for piece in pieces if piece.meaning is not Marker.FILLER)


def _with_destinations(pieces: list[Piece]) -> list[Piece]:
    """Where delivery is talked about, and no thing that could have a colour, a colour that is a place too is the place."""
    about = {piece.meaning.kind for piece in pieces if isinstance(piece.meaning, Concept)}
    if Kind.NOUN in about or DELIVERY not in map(_name_of, pieces):
        return pieces
    return [replace(piece, meaning=place) if (place := place_of(piece)) else piece for piece in pieces]


def _name_of(piece: Piece) -> str:
    return piece.meaning.name if isinstance(piece.meaning, Concept) else ""


def _size(meanings: Sequence[object], *, spelt_counts: bool) -> str | None:
    """A number is a size right after the word for it; "a large bag" asks for no size."""
    for before, meaning in zip([None, *meanings], meanings, strict=False):
        if isinstance(meaning, Size) and (spelt_counts or not meaning.spelt):
            return meaning.value
        if isinstance(meaning, Decimal) and before is Marker.SIZE:
            return f"{meaning:f}"
    return None
