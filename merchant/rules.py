"""A shop's own rule for comments: which of them the assistant answers in private, and what it writes below them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.audit import write_down
from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.language.normalise import normalise
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

Rule = Literal["off", "keywords", "questions"]


@dataclass(frozen=True, slots=True)
class CommentRules:
    rule: Rule = "off"
    keywords: tuple[str, ...] = ()  #: whole words or phrases, in any spelling that Arabic allows
    public_reply: str = ""  #: under an answered comment, for everybody; empty: nothing


async def put_rules(database: Database, tenant: TenantId, rules: CommentRules) -> None:
    """Raises Misconfigured for a rule that could never hold."""
    keywords = [keyword for keyword in rules.keywords if normalise(keyword)]
    if rules.rule == "keywords" and not keywords:
        raise Misconfigured("the rule `keywords` needs at least one keyword")
    put = {"rule": rules.rule, "keywords": keywords, "public_reply": rules.public_reply.strip()}
    async with database.tenant(tenant) as tx:
        if await tx.row(SQL["put"], {"tenant": tenant, **put}) is None:
            raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
        await write_down(tx, tenant, "comments.rule_changed", actor="operator", rule=rules.rule)
