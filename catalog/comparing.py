"""Two indexes of one shop side by side: each document is there as the rows have it, and questions find the same.

Ranking is the service's own, and approximate, so two indexes of the same documents need not agree to the last place;
what is there must.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from catalog import pilot
from catalog.definition import index_definition
from catalog.documents import Document
from catalog.paging import every_document
from shared.app import App
from shared.errors import AgentError, SearchUnavailable
from shared.language.search_words import search_text
from shared.search.filters import Filter
from shared.search.places import Place
from shared.tenants import TenantId

SAMPLES = 10
TOP = 6
#: Of what the live index finds, this much must be found by the other.
AGREE = 0.8


@dataclass(frozen=True, slots=True)
class Compared:
    question: str
    here: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def agreement(self) -> float:
        return len({*self.here} & {*self.there}) / len(self.here) if self.here else 1.0


async def differences(app: App, tenant: TenantId, place: Place, documents: Sequence[Document]) -> set[str]:
    """Keys of documents that are missing there, are too much, or are not as the rows have them."""
    from azure.core.exceptions import AzureError

    names = sorted(_shown_fields())
    wanted = {
        key: _shown(document.fields | {"id": key}, names)
        for document in documents
        for key in [pilot.key(tenant, place, document.fields["id"])]
    }
    try:
        found = every_document(app.search, tenant, place, names)
        there = {document["id"]: _shown(document, names) async for document in found}
    except AzureError as error:
        raise SearchUnavailable(f"{place.index} cannot be read: {type(error).__name__}") from error
    return {one for one in wanted.keys() | there.keys() if wanted.get(one) != there.get(one)}


async def compare(
    app: App, tenant: TenantId, here: Place, there: Place, documents: Sequence[Document]
) -> list[Compared]:
    """Sample questions, the names of some of the documents, asked of both."""
    samples = _samples(documents)
    vectors = await app.model.embed([question for question, _ in samples]) if samples else []
    compared = []
    for (question, kind), vector in zip(samples, vectors, strict=True):
        asked = [await _found(app, tenant, place, question, kind, vector) for place in (here, there)]
        compared.append(Compared(question, *asked))
    return compared


async def check_answers(
    app: App, tenant: TenantId, here: Place, there: Place, documents: Sequence[Document]
) -> None:
    """Raises SearchUnavailable when the other index finds too little of what the live one finds.

    A live index that does not answer is no measure, and often the reason for the move.
    """
    try:
        await compare(app, tenant, here, here, documents[:1])
    except AgentError:
        return
    compared = await compare(app, tenant, here, there, documents)
    agreement = sum(one.agreement for one in compared) / len(compared) if compared else 1.0
    if agreement < AGREE:
        raise SearchUnavailable(
            f"{there.index} finds only {agreement:.0%} of what {here.index} finds: `python -m ops search compare`"
        )


async def _found(
    app: App, tenant: TenantId, place: Place, question: str, kind: str, vector: Sequence[float]
) -> tuple[str, ...]:
    found = await app.search.hybrid(
        tenant,
        place,
        text=search_text(question),
        vector=vector,
        fields=_searched_fields(),
        select=["id"],
        where=Filter.equal("kind", kind),
        top=TOP,
    )
    return tuple(pilot.own_key(tenant, place, document["id"]) for document in found)


def _samples(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Evenly from all of them, a language in turn with the other."""
    step = max(len(documents) // SAMPLES, 1)
    some = [document.fields for document in documents[::step]][:SAMPLES]
    return [
        (fields["name_ar" if number % 2 else "name_en"] or fields["name_ar"], fields["kind"])
        for number, fields in enumerate(some)
    ]


@cache
def _shown_fields() -> frozenset[str]:
    """What the service gives back: other fields are there to be searched or filtered by."""
    return frozenset(field.name for field in index_definition("x").fields if not field.hidden)


@cache
def _searched_fields() -> tuple[str, ...]:
    fields = index_definition("x").fields
    return tuple(field.name for field in fields if field.searchable and not field.vector_search_dimensions)


def _shown(fields: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    """To be compared by value: 12 and 12.0 are one number, and what a document leaves out comes back as null or as []."""
    return {name: value for name in names if (value := fields.get(name)) not in (None, [])}
