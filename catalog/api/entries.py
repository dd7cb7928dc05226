"""`/knowledge/entries`: what a shop says about itself, and the passages of its sources beside it, which are read only."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from catalog import store
from catalog.doorbell import announce
from catalog.rows import Entry as Kept
from catalog.store import note, put_entries
from shared.api.caller import Shared, Who
from shared.api.once import Writing
from shared.api.paging import After, Limit, Page, page_of, read_cursor
from shared.api.partial import judged_as_body
from shared.api.problems import responses
from shared.audit import write_down
from shared.auth import Principal
from shared.database import Transaction, named_queries
from shared.errors import Refused
from shared.stock import Text

SQL = named_queries(Path(__file__).with_name("knowledge.sql"))
router = APIRouter(prefix="/knowledge/entries", tags=["knowledge"])

EntryId = Annotated[str, InPath(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
_Title = Annotated[Text, Field(max_length=500)]
_Told = Annotated[Text, Field(max_length=20_000)]


class Said(BaseModel):
    """A title and a text, in Arabic, in English or in both."""

    model_config = ConfigDict(extra="forbid")

    title_ar: _Title = ""
    title_en: _Title = ""
    text_ar: _Told = ""
    text_en: _Told = ""
    tags: Annotated[list[Annotated[Text, Field(max_length=255)]], Field(max_length=50)] = []


class Entry(BaseModel):
    entry_id: str
    title_ar: str
    title_en: str
    text_ar: str
    text_en: str
    tags: list[str]
    source_id: str | None  #: of a passage; what the shop says by itself has none
    page: int | None
    position: int | None


class Deleted(BaseModel):
    deleted: bool


@router.get("")
async def list_entries(
    app: Shared,
    who: Who,
    limit: Limit = 50,
    after: After = None,
    source_id: Annotated[str | None, Query(pattern="^[0-9a-f]{16}$", description="Its passages.")] = None,
    own: Annotated[bool | None, Query(description="The shop's own entries, or the passages.")] = None,
) -> Page[Entry]:
    filters = {"tenant": who.tenant, "one": None, "of_source": source_id, "own": own, "most": limit + 1}
    begin = read_cursor(after, entry=str)
    async with app.database.tenant(who.tenant) as tx:
        rows = await tx.rows(SQL["entries"], {**filters, **begin})
    return page_of(rows, limit, Entry, "entry_id")


@router.get("/{entry_id:path}", responses=responses(404))
async def read_entry(app: Shared, who: Who, entry_id: EntryId) -> Entry:
    async with app.database.tenant(who.tenant) as tx:
        return Entry.model_validate(await _entry(tx, who, entry_id))


@router.put("/{entry_id:path}", responses=responses(409))
async def put_entry(app: Shared, who: Who, once: Writing, entry_id: EntryId, said: Said) -> Entry:
    """In place of what it said before, or anew."""
    with judged_as_body():
        entry = Kept.model_validate({"entry_id": entry_id, **said.model_dump()})

    async def work(tx: Transaction) -> dict[str, Any]:
        await tx.queue(store.SQL["lock"], {"tenant": who.tenant})
        await _refuse_passage(tx, who, entry_id)
        done = await put_entries(tx, who.tenant, [entry])
        if done.keys:
            await write_down(
                tx, who.tenant, "knowledge.entry_put", actor=who.role, user=who.user, entry=entry_id
            )
        return await _entry(tx, who, entry_id)

    put = Entry.model_validate(await once(work))
    await announce(app, who.tenant)
    return put


@router.delete("/{entry_id:path}", responses=responses(404, 409))
async def delete_entry(app: Shared, who: Who, once: Writing, entry_id: EntryId) -> Deleted:
    async def work(tx: Transaction) -> dict[str, Any]:
        await tx.queue(store.SQL["lock"], {"tenant": who.tenant})
        if not await _refuse_passage(tx, who, entry_id):
            raise _no_such()
        await tx.queue(SQL["delete_entry"], {"tenant": who.tenant, "entry": entry_id})
        await note(tx, who.tenant, "knowledge", [entry_id])
        await write_down(
            tx, who.tenant, "knowledge.entry_deleted", actor=who.role, user=who.user, entry=entry_id
        )
        return {"deleted": True}

    done = Deleted.model_validate(await once(work))
    await announce(app, who.tenant)
    return done


async def _refuse_passage(tx: Transaction, who: Principal, entry_id: str) -> bool:
    """Whether there is such an entry. Its source would bring a passage back, or keep it as it is there."""
    row = await tx.row(SQL["is_passage"], {"tenant": who.tenant, "entry": entry_id})
    if row is not None and row["is_passage"]:
        raise Refused(409, "this is a passage of a source: change or delete the source")
    return row is not None


async def _entry(tx: Transaction, who: Principal, entry_id: str) -> dict[str, Any]:
    whole = {"tenant": who.tenant, "one": entry_id, "of_source": None, "own": None, "entry": None, "most": 1}
    row = await tx.row(SQL["entries"], whole)
    if row is None:
        raise _no_such()
    return row


def _no_such() -> Refused:
    return Refused(404, "no such entry")
