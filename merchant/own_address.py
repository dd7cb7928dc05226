"""The address at which the owner is reached, and by which one comes in: kept when the letter that went there has been opened.

So a slip of the finger hands no shop to a stranger. The proof in the letter is a keyed digest of who wants which address and
until when; it is stored nowhere and shows no address. Whoever opens it must be signed in as who wanted it, and is asked.
The address before is told of the change.
"""

from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from merchant.channels import mail
from merchant.channels.outcome import Verdict
from merchant.people import address_of
from shared.app import App
from shared.audit import write_down
from shared.auth import Principal
from shared.database import Row, Transaction, named_queries
from shared.errors import Refused

SQL = named_queries(Path(__file__).with_suffix(".sql"))

LASTS = timedelta(hours=1)
MOST_AN_HOUR = 5
_PURPOSE = "own-address"


@dataclass(frozen=True, slots=True)
class Mine:
    email: str | None
    wanted: str | None  #: not opened yet


async def mine(app: App, who: Principal) -> Mine:
    async with app.database.tenant(who.tenant) as tx:
        row = await _row(tx, who)
    return Mine(row["email"], row["email_wanted"])


async def want(app: App, who: Principal, email: str) -> None:
    """A letter has gone there. Raises Refused: no_address, there_already, too_many_links, mail_not_ready, mail_not_sent."""
    address = address_of(email)
    if app.settings.mail is None:
        raise Refused(503, "mail_not_ready")
    me = {"tenant": who.tenant, "user": who.user}
    async with app.database.tenant(who.tenant) as tx:
        await _free(tx, who, address)
        asked = await tx.row(SQL["asked"], {**me, "within": timedelta(hours=1)})
        if asked is None or asked["times"] >= MOST_AN_HOUR:
            raise Refused(429, "too_many_links")
        row = await tx.row(SQL["want"], {**me, "email": address, "lasts": LASTS})
        await write_down(tx, who.tenant, "user.address_wanted", actor=who.role, user=who.user)
    if row is None:
        raise Refused(404, "no_such_person")
    until = int(row["until"])
    proof = app.keys.sign(_PURPOSE, _said(who, address, until))
    link = f"{app.settings.public_url}/console/people/address/{until}/{proof}"
    outcome = await mail.post(app.settings.mail, address, _proof_letter(link))
    if outcome.verdict is not Verdict.SENT:
        raise Refused(503, "mail_not_sent")


async def proven(app: App, who: Principal, until: int, proof: str) -> str:
    """The address that this proof is of. Raises Refused 400 when it is nobody's, another person's, or too old."""
    async with app.database.tenant(who.tenant) as tx:
        return _proven(app, who, await _row(tx, who), until, proof)


async def keep(app: App, who: Principal, until: int, proof: str) -> None:
    """Raises Refused as `proven` does, and there_already."""
    async with app.database.tenant(who.tenant) as tx:
        before = await _row(tx, who)
        address = _proven(app, who, before, until, proof)
        await _free(tx, who, address)
        await tx.queue(SQL["keep"], {"tenant": who.tenant, "user": who.user, "email": address})
        await write_down(tx, who.tenant, "user.address_changed", actor=who.role, user=who.user)
    await _tell(app, before["email"])


async def take_away(app: App, who: Principal) -> None:
    async with app.database.tenant(who.tenant) as tx:
        before = await _row(tx, who)
        await tx.queue(SQL["keep"], {"tenant": who.tenant, "user": who.user, "email": None})
        await write_down(tx, who.tenant, "user.address_changed", actor=who.role, user=who.user)
    await _tell(app, before["email"])


def _proven(app: App, who: Principal, row: Row, until: int, proof: str) -> str:
    address = row["email_wanted"]
    if (
        address is None
        or until < row["now"]
        or not app.keys.has_signed(_PURPOSE, _said(who, address, until), proof)
    ):
        raise Refused(400, "link")
    return str(address)


def _said(who: Principal, address: str, until: int) -> str:
    return f"{who.tenant} {who.user} {until} {address}"


async def _row(tx: Transaction, who: Principal) -> Row:
    row = await tx.row(SQL["mine"], {"tenant": who.tenant, "user": who.user})
    if row is None:
        raise Refused(404, "no_such_person")
    return row


async def _free(tx: Transaction, who: Principal, address: str) -> None:
    """Against everybody who is given an address at the same time."""
    await tx.queue(SQL["lock"], {"tenant": who.tenant})
    taken = {"tenant": who.tenant, "user": who.user, "email": address}
    if await tx.row(SQL["somebody_elses"], taken) is not None:
        raise Refused(409, "there_already")


async def _tell(app: App, before: str | None) -> None:
    """As far as it can be: whoever has taken a session over should not be able to do it quietly."""
    if before is not None and app.settings.mail is not None:
        await mail.post(app.settings.mail, before, _notice())


def _proof_letter(link: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "أكّد عنوانك · Confirm your address"
    message.set_content(
        f"افتح هذا الرابط في المتصفح الذي دخلت به إلى متجرك، ثم أكّد. يعمل خلال ساعة. إن لم تطلبه فتجاهل هذه الرسالة.\n\n{link}\n\n"
        "Open this link in the browser in which you are signed in to your shop, and confirm. It works within an hour. "
        "If you did not ask for it, ignore this letter.\n"
    )
    return message


def _notice() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "تغيّر عنوان الدخول · The sign-in address has changed"
    message.set_content(
        "هذا العنوان لم يعد يُستعمل للدخول إلى متجرك. إن لم تغيّره أنت فادخل بحساب إنستغرام، وسجّل الخروج من كل الأجهزة، وأعد عنوانك.\n\n"
        "This address no longer opens your shop. If it was not you who changed it, sign in with Instagram, sign out on all "
        "devices, and put your address back.\n"
    )
    return message
