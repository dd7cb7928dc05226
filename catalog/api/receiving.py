"""`POST /api/v1/catalog`: a shop's catalogue as one request, in any form that an import reads; what is wrong comes back by row."""

import asyncio
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from catalog.doorbell import announce
from catalog.importing import Imported, Tell, Wish, currency_of, import_from
from catalog.sources.faults import RowFault
from shared.api.caller import Shared, Who
from shared.api.problems import responses
from shared.app import App
from shared.audit import write_down
from shared.auth import Principal
from shared.errors import Refused

#: A hundred thousand rows of a sheet; more than that is for `python -m ops import`.
LARGEST = 32 * 1024 * 1024
#: Faults that an answer lists; the rest is counted.
MOST_TOLD = 1000
router = APIRouter(tags=["catalogue"])
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "CSV, Excel, a product feed (RSS or Atom) or JSON: which of them is read from its first bytes.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Wishes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    complete: bool = Field(False, description="Takes off sale what the body does not name.")
    all_or_nothing: bool = Field(False, description="Takes nothing when a row is refused.")
    dry_run: bool = Field(False, description="Only says what would happen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Imported):
    faults: list[RowFault]
    faults_left_off: int


#: What could not be read is told as rows are; what was not asked for rightly is a problem.
_UNREADABLE: dict[int | str, dict[str, Any]] = {422: {**responses(422)[422], "model": Received}}


@router.post("/catalog", openapi_extra=_BODY, responses=_UNREADABLE, max_body_size=LARGEST)
async def receive_catalogue(
    app: Shared, who: Who, request: Request, response: Response, wishes: Annotated[Wishes, Query()]
) -> Received:
    """200 with what was done, also when rows were refused; 422 when nothing could be read at all."""
    received = await _receive(app, who, await request.body(), Wish(**wishes.model_dump()))
    if not received.good and any(fault.row == 0 for fault in received.faults):
        response.status_code = 422
    return received


async def _receive(app: App, who: Principal, body: bytes, wish: Wish) -> Received:
    from catalog.sources.files import CatalogueFile

    if not body:
        raise Refused(400, "the body is empty: it is the catalogue, as CSV, Excel, a product feed or JSON")
    faults: list[RowFault] = []
    currency = await currency_of(app.database, who.tenant)
    with tempfile.TemporaryDirectory(prefix="catalogue-") as folder:
        path = Path(folder) / "body"
        await asyncio.to_thread(path.write_bytes, body)
        source = CatalogueFile(path, currency)
        done = await import_from(
            source, app.database, who.tenant, wish, tell=_keeper(faults), progress=_unwatched
        )
    if done.wrote and (done.added or done.changed or done.removed):
        await announce(app, who.tenant)
        async with app.database.tenant(who.tenant) as tx:
            counts = {"added": done.added, "changed": done.changed, "removed": done.removed}
            await write_down(tx, who.tenant, "catalog.imported", actor=who.role, user=who.user, **counts)
    left_off = done.refused + done.warnings - len(faults)
    return Received(**asdict(done), faults=faults, faults_left_off=left_off)


def _keeper(faults: list[RowFault]) -> Tell:
    def keep(fault: RowFault) -> None:
        if len(faults) < MOST_TOLD:
            faults.append(fault)

    return keep


def _unwatched(_read: int, _of: int) -> None:
    """Nobody waits at a bar."""
