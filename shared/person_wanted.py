"""A conversation wants a person of the shop: why, as one closed list, and that the merchant is told.

Whoever sets `needs_person_since` says the reason in these words and queues `tell` behind it, in the same transaction. One
alert is open for a conversation, however often it is handed over; a person of the shop ends it who answers, or who hands
the conversation back to the assistant.
"""

from enum import StrEnum
from pathlib import Path

from shared.alerts import AlertKind, end_alert
from shared.database import Answer, Transaction, named_queries
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class Reason(StrEnum):
    ASKED = "asked"  #: the customer wants a person
    UPSET = "upset"
    OUT_OF_SCOPE = "out_of_scope"  #: nothing the assistant may or can do
    CANNOT_ANSWER = "cannot_answer"  #: the shop's texts do not say
    PAYMENT = "payment"  #: the customer says to have paid
    GUARD = "guard"  #: the reply claimed what nothing supports, twice
    NOT_HEARD = "voice_note"  #: that the assistant could not listen to
    BUDGET = "budget"
    THROTTLED = "throttled"  #: more messages than one customer may write in a while
    TOOL_FAILURE = "tool_failure"
    MODEL_FAILURE = "model_failure"  #: no answer of the provider's, or none that can be sent
    FAILURE = "failure"  #: of ours, whatever it was
    LATE = "late_message"  #: told too long after it was written
    NOT_SHOWN = "message_not_shown"  #: Instagram does not show us what was written
    NOT_DELIVERED = "not_delivered"  #: the reply has not reached the customer, or may not have
    ACCOUNT_STOPPED = "account_cannot_send"


#: How turns end without a reply, in the words of `shop.turns`; some are what earlier releases wrote into the column.
_WORDS = {
    "asked_for_person": Reason.ASKED,
    "handed_over_asked": Reason.ASKED,
    "handed_over_upset": Reason.UPSET,
    "handed_over_out_of_scope": Reason.OUT_OF_SCOPE,
    "handed_over_cannot_answer": Reason.CANNOT_ANSWER,
    "unsupported_numbers": Reason.GUARD,
    "unsupported_promises": Reason.GUARD,
    "budget_spent": Reason.BUDGET,
    "SearchUnavailable": Reason.TOOL_FAILURE,
    "SearchNotPlaced": Reason.TOOL_FAILURE,
    "ModelUnavailable": Reason.MODEL_FAILURE,
    "ModelRefused": Reason.MODEL_FAILURE,
    "ModelGone": Reason.MODEL_FAILURE,
    "too_many_rounds": Reason.MODEL_FAILURE,
    "wrong_calls": Reason.MODEL_FAILURE,
    "reply_cut": Reason.MODEL_FAILURE,
    "empty_reply": Reason.MODEL_FAILURE,
    "attempts_spent": Reason.FAILURE,
    "throttled_again": Reason.THROTTLED,
}


def reason_of(word: str, *, otherwise: Reason = Reason.NOT_DELIVERED) -> Reason:
    """Of what ended a turn, or of a column that the release before may have written: with Meta's word for a failed part."""
    return Reason(word) if word in set(Reason) else _WORDS.get(word, otherwise)


async def tell(tx: Transaction, key: ConversationKey) -> Answer:
    """Queue it behind whatever may have set `needs_person_since`; it does nothing where no person is wanted.

    When the row has no summary, the customer's last words are one.
    """
    return await tx.queue(SQL["tell"], key.params)


async def log(told: Answer, key: ConversationKey) -> None:
    """After the COMMIT, once for each alert that was opened."""
    row = await told.fetchone()
    if row is not None and row["new"]:
        event("person.wanted", **key.names, reason=row["reason"])


async def seen_to(tx: Transaction, key: ConversationKey) -> None:
    """A person of the shop has answered, or handed back; `needs_person_since` is cleared in the same transaction."""
    await end_alert(tx, key.tenant, key.account, AlertKind.PERSON_WANTED, about=key.customer)
