"""A shop's index in memory, so that a gate before a deployment needs a model and nothing else.

It takes the product's own queries: filters as `shared.search.filters` writes them, words as the product's normaliser
spells them, and vectors where the model gives some. Its ranking is not Azure's, and proves nothing about it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import mul
from typing import Any

from catalog.documents import entry_document, product_document
from ops.eval.scenario import Shop
from shared.errors import Misconfigured
from shared.language.normalise import normalise
from shared.search.filters import Filter
from shared.search.places import Place
from shared.tenants import TenantId

Document = dict[str, Any]
#: So that neither list's first place decides alone, as in reciprocal rank fusion.
_SMOOTHING = 60
_STEM = 3
_TERM = re.compile(
    r"(?P<many>\w+)/any\(x: (?P<wanted>x eq '(?:[^']|'')*'(?: or x eq '(?:[^']|'')*')*)\)"
    r"|(?P<field>\w+) (?P<how>eq|ge|le) (?:'(?P<text>(?:[^']|'')*)'|(?P<value>true|false|[\d.]+))"
)
_ONE = re.compile(r"x eq '((?:[^']|'')*)'")


class MemorySearch:
    """The search port over one shop's documents."""

    def __init__(self, tenant: TenantId, shop: Shop) -> None:
        made = [product_document(tenant, product) for product in shop.products]
        made += [entry_document(tenant, entry) for entry in shop.entries]
        self.texts = [document.embed for document in made]
        self._documents: list[Document] = [document.fields for document in made]
        self._vectors: Sequence[Sequence[float]] = ()

    def know_vectors(self, vectors: Sequence[Sequence[float]]) -> None:
        """Of `texts`, in their order."""
        self._vectors = vectors

    async def hybrid(
        self,
        tenant: TenantId,
        place: Place,
        *,
        text: str,
        vector: Sequence[float],
        fields: Sequence[str],
        select: Sequence[str],
        where: Filter,
        top: int,
        doubtful: Sequence[str] = (),
        sentence: str = "",
    ) -> list[Document]:
        del place, doubtful, sentence
        holds = condition((Filter.equal("tenant_id", str(tenant)) & where).odata)
        places = [at for at, document in enumerate(self._documents) if holds(document)]
        wanted = normalise(text).split()
        by_words = _ranked(places, lambda at: _overlap(wanted, self._documents[at], fields))
        by_meaning = _ranked(places, lambda at: self._nearness(at, vector))
        fused = {
            at: sum(1 / (_SMOOTHING + rank[at]) for rank in (by_words, by_meaning) if at in rank)
            for at in {*by_words, *by_meaning}
        }
        best = sorted(fused, key=lambda at: (-fused[at], at))[:top]
        return [{name: self._documents[at].get(name) for name in select} for at in best]

    def _nearness(self, place: int, vector: Sequence[float]) -> float:
        if not self._vectors:
            return 0.0
        return sum(map(mul, self._vectors[place], vector)) if any(vector) else 0.0

    async def close(self) -> None:
        """There is nothing to close."""


def _ranked(places: Sequence[int], score: Callable[[int], float]) -> dict[int, int]:
    """Those with a score, by their rank from one on."""
    scores = {place: score(place) for place in places}
    order = sorted((place for place in places if scores[place] > 0), key=lambda place: -scores[place])
    return {place: rank for rank, place in enumerate(order, 1)}


def _overlap(wanted: Sequence[str], document: Document, fields: Sequence[str]) -> float:
    words = set(normalise(" ".join(str(document.get(field) or "") for field in fields)).split())
    return sum(max((_alike(one, word) for word in words), default=0.0) for one in set(wanted))


def _alike(one: str, other: str) -> float:
    """A word in another form counts a little: «الفساتين» holds «فساتين»."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    return 0.5 if len(short) > _STEM and short in long else 0.0


def condition(odata: str) -> Callable[[Mapping[str, Any]], bool]:
    """What a filter asks of a document. Raises Misconfigured for what the product does not write."""
    terms, place = [], 0
    while place < len(odata):
        match = _TERM.match(odata, place)
        if match is None:
            raise Misconfigured(
                f"the search in memory cannot read the filter at: {odata[place : place + 60]}"
            )
        terms.append(match.groupdict())
        place = match.end() + (len(" and ") if odata.startswith(" and ", match.end()) else 0)
    return lambda document: all(_holds(term, document) for term in terms)


def _holds(term: Mapping[str, str | None], document: Mapping[str, Any]) -> bool:
    if term["many"]:
        there = document.get(term["many"]) or ()
        return any(one.replace("''", "'") in there for one in _ONE.findall(term["wanted"] or ""))
    found = document.get(term["field"] or "")
    if term["text"] is not None:
        return bool(found == term["text"].replace("''", "'"))
    value = term["value"] or ""
    if value in {"true", "false"}:
        return found is (value == "true")
    if found is None:
        return False
    number = Decimal(str(found))
    return {"eq": number == Decimal(value), "ge": number >= Decimal(value), "le": number <= Decimal(value)}[
        term["how"] or "eq"
    ]
