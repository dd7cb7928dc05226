"""A write with an `Idempotency-Key` happens once, however often the request comes (the IETF's draft of that header).

The key, the change and the answer are one transaction: a request that is repeated while the first is under way waits for
it, and one that failed can be repeated with the same key. Keys are a person's own and live for two days.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from shared.api.caller import Shared, Who
from shared.database import Transaction, named_queries
from shared.errors import Refused

SQL = named_queries(Path(__file__).with_suffix(".sql"))

Work = Callable[[Transaction], Awaitable[dict[str, Any]]]
#: Does the work in a transaction of the caller's tenant, or answers as it was answered before.
Once = Callable[[Work], Awaitable[dict[str, Any]]]


async def once_of(
    app: Shared,
    who: Who,
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            pattern=r"^[!-~]+$",
            description="Any text of yours that is new for each write; the same again answers the same and does nothing.",
        ),
    ] = None,
) -> Once:
    fingerprint = await _fingerprint(request)

    async def once(work: Work) -> dict[str, Any]:
        async with app.database.tenant(who.tenant) as tx:
            if key is None:
                return await work(tx)
            await tx.queue(SQL["let_go"], {"tenant": who.tenant})
            known = {"tenant": who.tenant, "user": who.user, "key": key}
            if await tx.row(SQL["begin"], {**known, "fingerprint": fingerprint}) is None:
                return await _as_before(tx, known, fingerprint)
            answer = await work(tx)
            await tx.queue(SQL["finish"], {**known, "answer": json.dumps(answer)})
            return answer

    return once


Writing = Annotated[Once, Depends(once_of)]


async def _as_before(tx: Transaction, known: dict[str, object], fingerprint: bytes) -> dict[str, Any]:
    row = await tx.row(SQL["kept"], known)
    if row is None:
        raise Refused(409, "the request with this Idempotency-Key is being forgotten: take another key")
    if row["fingerprint"] != fingerprint:
        raise Refused(422, "this Idempotency-Key was used for another request")
    answer: dict[str, Any] = row["answer"]
    return answer


async def _fingerprint(request: Request) -> bytes:
    digest = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        digest.update(part.encode() + b"\0")
    digest.update(await request.body())
    return digest.digest()
