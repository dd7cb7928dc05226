"""How the assistant behaves in this shop's name: what it says of itself, when it steps back, which comments it answers."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from shared.audit import write_down
from shared.database import Database, Transaction, named_queries
from shared.errors import Misconfigured
from shared.language.normalise import normalise
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

COMMENT_RULES = ("off", "keywords", "questions")
#: Room for the shop's sentence beside the way to a person, in one message. Bytes, as Meta counts.
DISCLOSURE_BYTES = 500
#: What the comments of earlier versions of the API took; later pages give no limit.
PUBLIC_REPLY_LETTERS = 300

#: Minutes: thirty days.
LONGEST_PAUSE = 30 * 24 * 60

#: A turn looks at as many rows of its customer.
MOST_MESSAGES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """None leaves as it is, an empty text takes away."""

    disclosure_ar: str | None = None  #: with either of them empty the shop does not disclose
    disclosure_en: str | None = None
    story_thanks_ar: str | None = None  #: for a mention in a story; when empty the model answers
    story_thanks_en: str | None = None
    comment_rule: str | None = None  #: off, keywords or questions: which comments are answered in private
    comment_keywords: list[str] | None = None  #: whole words or phrases, in any spelling that Arabic allows
    comment_public_reply: str | None = None  #: under an answered comment, for everybody
    resume_phrase: str | None = None  #: what the owner writes to a customer to let the assistant go on
    owner_pause_minutes: int | None = None  #: after the owner's last message
    most_a_minute: int | None = None  #: messages of one customer that the assistant answers
    most_a_day: int | None = None


async def put_manners(database: Database, tenant: TenantId, manners: Manners) -> dict[str, Any]:
    """By an operator: how they stand now. Raises Misconfigured, with a sentence, for what could never work."""
    async with database.tenant(tenant) as tx:
        row = await set_manners(tx, tenant, manners)
        if changed := [field.name for field in fields(manners) if getattr(manners, field.name) is not None]:
            await write_down(tx, tenant, "manners.changed", actor="operator", what=", ".join(changed))
    return row


async def set_manners(tx: Transaction, tenant: TenantId, manners: Manners) -> dict[str, Any]:
    """How they stand now; whoever sets them writes it down. Raises Misconfigured, with a sentence."""
    for sentence in faults(manners):
        raise Misconfigured(sentence)
    row = await tx.row(SQL["put"], {"tenant": tenant, **asdict(manners)})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
    if row["comment_rule"] == "keywords" and not row["comment_keywords"]:
        raise Misconfigured("the comment rule `keywords` needs at least one keyword")
    return row


def faults(manners: Manners) -> list[str]:
    found = [
        f"{name} is longer than {DISCLOSURE_BYTES} bytes"
        for name in ("disclosure_ar", "disclosure_en")
        if len((getattr(manners, name) or "").encode()) > DISCLOSURE_BYTES
    ]
    if len(manners.comment_public_reply or "") > PUBLIC_REPLY_LETTERS:
        found.append(f"comment_public_reply is longer than {PUBLIC_REPLY_LETTERS} letters")
    if manners.comment_rule is not None and manners.comment_rule not in COMMENT_RULES:
        found.append(f"comment_rule is one of {', '.join(COMMENT_RULES)}")
    if any(not normalise(keyword) for keyword in manners.comment_keywords or ()):
        found.append("a keyword without letters or digits would be found nowhere")
    if manners.resume_phrase is not None and not normalise(manners.resume_phrase):
        found.append("resume_phrase needs letters: a picture alone would end the owner's pause")
    if manners.owner_pause_minutes is not None and not 1 <= manners.owner_pause_minutes <= LONGEST_PAUSE:
        found.append(f"owner_pause_minutes is between 1 and {LONGEST_PAUSE}")
    for name in ("most_a_minute", "most_a_day"):
        most = getattr(manners, name)
        if most is not None and not 1 <= most <= MOST_MESSAGES:
            found.append(f"{name} is between 1 and {MOST_MESSAGES}")
    return found
