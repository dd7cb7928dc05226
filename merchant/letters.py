"""Letters with a link to sign in by leave the house: asked for by whoever cannot use Instagram's login, or an invitation.

A timer's work, so that nobody who asks can tell from the answer, or from how long it took, whether a letter went. The link
is made here and stands in the letter alone; what was not sent is tried again with another.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from merchant.channels import mail
from merchant.channels.outcome import Verdict
from merchant.sign_in_links import INVITED, LASTS, digest_of
from shared.app import App
from shared.database import Row, named_queries
from shared.retry import spread
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Of a run, one after another: even with a mail server that keeps each waiting they have left before the claims end, or
#: another run would make other links while these are on their way.
MOST = 4
MOST_ATTEMPTS = 6
FIRST_WAIT = 10.0


@dataclass(frozen=True, slots=True)
class Letter:
    letter: UUID
    to: str
    link: str
    attempts: int
    shop: tuple[str, str] | None  #: of an invitation: its names in Arabic and English


async def deliver_due(app: App) -> int:
    """One run: how many letters were tried. Without a mail server nobody can have asked for one."""
    if app.settings.mail is None:
        return 0
    letters = await claim(app)
    for letter in letters:
        await send(app, letter)
    return len(letters)


async def claim(app: App) -> list[Letter]:
    links = {digest_of(link): link for link in (secrets.token_urlsafe(24) for _ in range(MOST))}
    claims = {"digests": list(links), "lasts": LASTS, "invited": INVITED}
    async with app.database.crossing() as tx:
        rows = await tx.rows(SQL["claim"], claims)
    return [await _letter(app, row, links[bytes(row["link_digest"])]) for row in rows]


async def _letter(app: App, row: Row, link: str) -> Letter:
    shop = None
    if row["tenant_id"] is not None:
        tenant = TenantId(row["tenant_id"])
        async with app.database.tenant(tenant) as tx:
            named = await tx.row(SQL["names"], {"tenant": tenant})
        shop = (named["name_ar"], named["name_en"]) if named else ("", "")
    address = f"{app.settings.public_url}/console/sign-in/{link}"
    return Letter(row["letter_id"], row["email"], address, row["attempts"], shop)


async def send(app: App, letter: Letter) -> None:
    assert app.settings.mail is not None
    outcome = await mail.post(app.settings.mail, letter.to, _message(letter))
    again = None
    if outcome.verdict is Verdict.LATER and letter.attempts < MOST_ATTEMPTS:
        again = timedelta(seconds=spread(FIRST_WAIT * 2.0 ** (letter.attempts - 1)))
    async with app.database.crossing() as tx:
        await tx.queue(SQL["note"], {"letter": letter.letter, "again": again})
    lost = outcome.verdict is not Verdict.SENT and again is None
    event(
        "letter.sent" if outcome.verdict is Verdict.SENT else "letter.not_sent",
        level=logging.ERROR if lost else logging.INFO,
        letter=letter.letter,
        reason=outcome.reason,
        attempts=letter.attempts,
    )


def _message(letter: Letter) -> EmailMessage:
    """Whoever invites has named the shop: its names are one line, and stand in the text and not before the address."""
    message = EmailMessage()
    if letter.shop is None:
        message["Subject"] = "رابط الدخول · Your sign-in link"
        ar = "افتح هذا الرابط لتدخل. يعمل مرة واحدة خلال ربع ساعة. إن لم تطلبه فتجاهل هذه الرسالة."
        en = "Open this link to sign in. It works once, within fifteen minutes. If you did not ask for it, ignore this letter."
    else:
        name_ar, name_en = (" ".join(name.split()) for name in letter.shop)
        message["Subject"] = "دعوة إلى متجر · An invitation to a shop"
        ar = f"دُعيت لتعمل مع متجر «{name_ar or name_en}». يعمل الرابط مرة واحدة خلال ثلاثة أيام. إن لم تكن تنتظر دعوة فتجاهل هذه الرسالة."
        en = f'You are invited to work with the shop "{name_en or name_ar}". The link works once, within three days. If you expect no invitation, ignore this letter.'
    message.set_content(f"{ar}\n\n{letter.link}\n\n{en}\n")
    return message
