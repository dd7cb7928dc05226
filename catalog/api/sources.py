"""`/knowledge/sources`: texts, pages and files from which a shop's passages are; over the API a text is pasted, or forgotten."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from catalog import knowledge
from catalog.doorbell import announce
from shared.api.caller import Shared, Who
from shared.api.once import Writing, answered_as
from shared.api.paging import After, Limit, Page, page_of, read_cursor
from shared.api.problems import responses
from shared.database import Transaction, named_queries
from shared.errors import Refused, SourceUnusable
from shared.stock import Text

SQL = named_queries(Path(__file__).with_name("knowledge.sql"))
router = APIRouter(prefix="/knowledge/sources", tags=["knowledge"])

SourceId = Annotated[str, InPath(pattern="^[0-9a-f]{16}$")]


class Source(BaseModel):
    source_id: str
    kind: Literal["text", "page", "pdf"]
    url: str | None
    title: str
    read_at: datetime
    passages: int


class Pasted(BaseModel):
    """`# ` begins a heading, an empty line a paragraph."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        Text, Field(min_length=1, max_length=200, description="Of the same name is the same source.")
    ]
    title: Annotated[Text, Field(max_length=200, description="Else its name.")] = ""
    text: Annotated[Text, Field(min_length=1, max_length=200_000)]


class Put(BaseModel):
    source_id: str
    title: str
    new: int  #: passages
    kept: int
    removed: int


class Forgotten(BaseModel):
    passages: int


@router.get("")
async def list_sources(app: Shared, who: Who, limit: Limit = 50, after: After = None) -> Page[Source]:
    begin = read_cursor(after, source=str)
    async with app.database.tenant(who.tenant) as tx:
        rows = await tx.rows(SQL["sources"], {"tenant": who.tenant, "one": None, "most": limit + 1, **begin})
    return page_of(rows, limit, Source, "source_id")


@router.get("/{source_id}", responses=responses(404))
async def read_source(app: Shared, who: Who, source_id: SourceId) -> Source:
    """Its passages are among the entries: `/knowledge/entries?source_id=…`."""
    async with app.database.tenant(who.tenant) as tx:
        row = await tx.row(
            SQL["sources"], {"tenant": who.tenant, "one": source_id, "source": None, "most": 1}
        )
    if row is None:
        raise _no_such()
    return Source.model_validate(row)


@router.post("", responses=responses(409))
async def put_text(app: Shared, who: Who, once: Writing, pasted: Pasted) -> Put:
    """In place of the text of the same name; passages that are in both stay."""
    given = knowledge.Given("text", pasted.name, pasted.text.encode(), charset="utf-8", title=pasted.title)
    try:
        ready = await knowledge.make_ready(given)
    except SourceUnusable as error:
        raise Refused(422, str(error)) from None

    async def work(tx: Transaction) -> dict[str, Any]:
        done = await knowledge.put(tx, who.tenant, ready, actor=who.role, user=who.user)
        return {name: getattr(done, name) for name in Put.model_fields}

    put = answered_as(Put, await once(work))
    await announce(app, who.tenant)
    return put


@router.delete("/{source_id}", responses=responses(404, 409))
async def forget_source(app: Shared, who: Who, once: Writing, source_id: SourceId) -> Forgotten:
    async def work(tx: Transaction) -> dict[str, Any]:
        removed = await knowledge.forget(tx, who.tenant, source_id, actor=who.role, user=who.user)
        if removed is None:
            raise _no_such()
        return {"passages": removed}

    done = answered_as(Forgotten, await once(work))
    await announce(app, who.tenant)
    return done


def _no_such() -> Refused:
    return Refused(404, "no such source")
