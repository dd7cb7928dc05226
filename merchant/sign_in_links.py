"""Coming in by a link in a letter: asked for by an e-mail address, good once, for a quarter of an hour.

Asking does the same for an address that nobody has as for one that somebody has: who is there is looked up when letters
leave (letters.py). In the browser that asked a link lets in at once. Any other is asked first, since mail scanners fetch
what they find in letters, and looking uses nothing up.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from shared.app import App
from shared.database import named_queries
from shared.errors import Refused
from shared.outlets import is_mail_address
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

LASTS = timedelta(minutes=15)
#: An invitation is not waited for at the mailbox.
INVITED = timedelta(days=3)
#: For one address, and by one browser.
MOST_AN_HOUR = 5
#: Ours have 32 characters.
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Door:
    """A shop that a link leads into."""

    tenant: TenantId
    name_ar: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Opened:
    doors: list[Door]
    asked_here: bool  #: by this browser


@dataclass(frozen=True, slots=True)
class LetIn:
    tenant: TenantId
    user: UUID
    role: Literal["owner", "staff"]


async def ask(app: App, email: str, browser: str) -> None:
    """Raises Refused 400 for what is no address, 429 when it, or the browser, has asked too often; never for who is unknown."""
    address = email.strip().lower()
    if not is_mail_address(address):
        raise Refused(400, "no_address")
    asked = {"letter": uuid4(), "email": address, "browser": digest_of(browser), "most": MOST_AN_HOUR}
    async with app.database.crossing() as tx:
        row = await tx.row(SQL["ask"], asked)
    if not (row and row["taken"]):
        raise Refused(429, "too_many_links")


async def look(app: App, link: str, browser: str) -> Opened:
    """Raises Refused 400 for a link that is used, too old, or none; which of them is nobody's business."""
    if len(link) > _LONGEST:
        raise Refused(400, "link")
    async with app.database.crossing() as tx:
        rows = await tx.rows(SQL["look"], {"link": digest_of(link), "browser": digest_of(browser)})
    if not rows:
        raise Refused(400, "link")
    return Opened([await _door(app, TenantId(row["tenant_id"])) for row in rows], rows[0]["asked_here"])


async def use(app: App, link: str, tenant: TenantId) -> LetIn:
    """Raises Refused 400 as `look` does, and for a shop that the link does not lead into."""
    async with app.database.crossing() as tx:
        row = await tx.row(SQL["use"], {"link": digest_of(link), "tenant": tenant})
    if row is None:
        raise Refused(400, "link")
    return LetIn(tenant, row["user_id"], row["role"])


async def _door(app: App, tenant: TenantId) -> Door:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["names"], {"tenant": tenant})
    return Door(tenant, row["name_ar"], row["name_en"]) if row else Door(tenant, "", "")


def digest_of(secret: str) -> bytes:
    """What is kept of a link, or of a browser's name: enough to know it again, and nothing to come in with."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
