"""Whose data, and which conversation: required by type wherever data is touched."""

from dataclasses import dataclass
from typing import Any, NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)


def read_id(text: object) -> UUID:
    """An id from outside has one spelling here, though Python reads a dozen. Raises ValueError for any other."""
    if not isinstance(text, str) or str(UUID(text)) != text:
        raise ValueError("not an id as we write them")
    return UUID(text)


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """One customer of one Instagram account. Both ids are Meta's and opaque; they are always text."""

    tenant: TenantId
    account: str  #: the professional account id, the webhook's `entry.id` (not the app-scoped id)
    customer: str  #: the customer's IGSID, scoped to this account and app

    @property
    def names(self) -> dict[str, Any]:
        """What every event about the conversation is logged with."""
        return {"tenant": self.tenant, "conversation": f"{self.account}:{self.customer}"}

    @property
    def params(self) -> dict[str, object]:
        """The three leading key columns, named as in every query."""
        return {"tenant": self.tenant, "account": self.account, "customer": self.customer}
