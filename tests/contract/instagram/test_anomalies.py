"""The bodies that break receivers: every one is on the shelf, well-formed and deliverable."""

import json

import pytest

from local.instagram.anomalies import ANOMALIES, Scene, anomaly
from tests.support.instagram import CUSTOMER, NOON, SHOP, World

SCENE = Scene(SHOP.user_id, CUSTOMER, "M", int(NOON * 1000))


@pytest.mark.parametrize("name", ANOMALIES)
async def test_every_anomaly_is_a_signed_instagram_body(world: World, name: str) -> None:
    raw = anomaly(name, SCENE)

    assert (await world.instagram.deliver_raw(raw)).accepted

    received = world.receiver.received[0]
    assert received.raw == raw
    assert received.body["object"] == "instagram"
    assert len(received.body["entry"]) >= 1


@pytest.mark.parametrize(
    ("name", "key", "missing"),
    [
        ("edit_in_place_of_the_message", "message_edit", {"sender", "recipient", "message"}),
        ("read_without_parties", "read", {"sender", "recipient"}),
        ("postback_without_mid", "postback", {"message"}),
    ],
)
def test_what_should_be_missing_is_missing(name: str, key: str, missing: set[str]) -> None:
    (item,) = json.loads(anomaly(name, SCENE))["entry"][0]["messaging"]
    assert key in item
    assert not missing & item.keys()


def test_the_dashboard_s_test_message_has_a_string_for_a_time_and_no_account() -> None:
    entry = json.loads(anomaly("dashboard_test", SCENE))["entry"][0]
    assert entry["id"] == "0"
    assert entry["changes"][0]["value"]["timestamp"] == "1527459824"
