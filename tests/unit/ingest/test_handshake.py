"""Meta's subscription check is answered with its own digits, and only when it knows our word."""

import pytest

from ingest.handshake import challenge
from shared.errors import Refused
from shared.secret import Secret

TOKEN = Secret("our-verify-token")
GOOD = {"hub.mode": "subscribe", "hub.verify_token": "our-verify-token", "hub.challenge": "1158201444"}


def test_the_challenge_comes_back_alone() -> None:
    assert challenge(GOOD, TOKEN) == "1158201444"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"hub.mode": "unsubscribe"}, id="another mode"),
        pytest.param({"hub.mode": ""}, id="no mode"),
        pytest.param({"hub.verify_token": "guess"}, id="another token"),
        pytest.param({"hub.verify_token": ""}, id="no token"),
        pytest.param({"hub.verify_token": "رمز"}, id="a token beyond ASCII"),
        pytest.param({"hub.verify_token": "\udcff"}, id="a token that is no UTF-8"),
        pytest.param({"hub.challenge": ""}, id="no challenge"),
        pytest.param({"hub.challenge": "<script>alert(1)</script>"}, id="script"),
        pytest.param({"hub.challenge": "1158 201444"}, id="digits with a blank"),
        pytest.param({"hub.challenge": "١١٥٨"}, id="digits that are not ASCII"),
        pytest.param({"hub.challenge": "²³"}, id="superscripts, which count as digits too"),
        pytest.param({"hub.challenge": "1" * 65}, id="far too long"),
    ],
)
def test_anything_else_is_forbidden_and_nothing_of_it_is_repeated(changed: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        challenge(GOOD | changed, TOKEN)
    assert refusal.value.status == 403
    assert not any(value and value in refusal.value.reason for value in changed.values())


def test_a_token_that_was_never_set_lets_nobody_in() -> None:
    with pytest.raises(Refused):
        challenge(GOOD | {"hub.verify_token": ""}, Secret(""))
