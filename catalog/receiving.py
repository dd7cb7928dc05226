"""`POST /api/v1/catalog`: a shop's catalogue as one request, in any form that an import reads; what is wrong comes back by row.

A trigger of its own beside the merchant API, so that a catalogue of many megabytes meets none of the API's limits on bodies
and importing stays here. `?complete=true` takes off sale what the body does not name, `?all_or_nothing=true` takes
nothing when a row is refused, `?dry_run=true` only says what would happen.
"""

import asyncio
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import azure.functions as func

from catalog.doorbell import announce
from catalog.importing import Imported, Tell, Wish, currency_of, import_from
from catalog.sources.faults import RowFault
from shared.app import App
from shared.audit import write_down
from shared.auth import Principal
from shared.auth.bearer import caller
from shared.errors import Refused

#: A hundred thousand rows of a sheet; more than that is for `python -m ops import`.
LARGEST = 32 * 1024 * 1024
#: Faults that an answer lists; the rest is counted.
MOST_TOLD = 1000
_WISHES = ("complete", "all_or_nothing", "dry_run")


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    """200 with what was done, also when rows were refused; 422 when nothing could be read at all."""
    try:
        who = await caller(app, req.headers, req.params)
        status, told = await _receive(app, who, req.get_body(), _wish(req.params))
    except Refused as refused:
        return _problem(refused)
    return func.HttpResponse(json.dumps(told), status_code=status, mimetype="application/json")


def _wish(query: Mapping[str, str]) -> Wish:
    asked = {}
    for name, value in query.items():
        if name not in _WISHES or value not in {"true", "false"}:
            raise Refused(400, f"the address takes {', '.join(_WISHES)}, each true or false")
        asked[name] = value == "true"
    return Wish(**asked)


async def _receive(app: App, who: Principal, body: bytes, wish: Wish) -> tuple[int, dict[str, object]]:
    from catalog.sources.files import CatalogueFile

    if not body:
        raise Refused(400, "the body is empty: it is the catalogue, as CSV, Excel, a product feed or JSON")
    if len(body) > LARGEST:
        raise Refused(413, f"a catalogue in one request has at most {LARGEST >> 20} MB")
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
    return _told(done, faults)


def _told(done: Imported, faults: list[RowFault]) -> tuple[int, dict[str, object]]:
    told = asdict(done) | {
        "faults": [asdict(fault) for fault in faults],
        "faults_left_off": done.refused + done.warnings - len(faults),
    }
    return (422 if faults and not done.good and any(fault.row == 0 for fault in faults) else 200), told


def _keeper(faults: list[RowFault]) -> Tell:
    def keep(fault: RowFault) -> None:
        if len(faults) < MOST_TOLD:
            faults.append(fault)

    return keep


def _unwatched(_read: int, _of: int) -> None:
    """Nobody waits at a bar."""


def _problem(refused: Refused) -> func.HttpResponse:
    """RFC 9457."""
    told = {"type": "about:blank", "title": refused.reason, "status": refused.status}
    headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else {}
    return func.HttpResponse(
        json.dumps(told), status_code=refused.status, mimetype="application/problem+json", headers=headers
    )
