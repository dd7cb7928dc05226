"""What is said in a group is recorded and never answered: the marks that Messenger gives it are looked for."""

from typing import Any

import pytest

from ingest.items import messaging_item
from tests.unit.ingest.deliveries import AT, BUSINESS, CUSTOMER
from tests.unit.process.plans import conversation, outcomes, plan


def said(
    *, recipient: dict[str, Any] | None = None, message: dict[str, Any] | None = None, **item: Any
) -> Any:
    return {
        "sender": {"id": CUSTOMER},
        "recipient": recipient or {"id": BUSINESS},
        "timestamp": AT,
        "message": {"mid": "M", "text": "مين جاي؟", **(message or {})},
        **item,
    }


@pytest.mark.parametrize(
    ("item", "of_group"),
    [
        pytest.param(said(), False, id="to the shop alone"),
        pytest.param(said(is_group=True), True, id="marked beside the message"),
        pytest.param(said(message={"is_group": True}), True, id="marked in it"),
        pytest.param(said(message={"group_id": "9"}), True, id="with the group's id"),
        pytest.param(said(recipient={"thread_id": "9"}), True, id="to a thread"),
        pytest.param(said(is_group=False), False, id="said to be none"),
    ],
)
def test_a_group_is_known_by_its_mark_and_nobody_waits_there(item: Any, *, of_group: bool) -> None:
    event = messaging_item(BUSINESS, item, item, AT).event
    assert (event.kind, event.text, event.group) == ("message", "مين جاي؟", of_group)
    expected = ("nobody", "not_for_us") if of_group else ("customer", "late")
    assert outcomes(plan(conversation(), event)) == [expected]
