"""Meta's signed callbacks: what is no signed request is told so, what is forged is turned away, the rest is read exactly."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.signed_request import MAX_BYTES, Signed, read_signed_request
from local.instagram.callbacks import signed_request
from shared.errors import Refused

USER = "28978671838402975"
PAYLOAD = {"algorithm": "HMAC-SHA256", "issued_at": 1762128000, "expires": 1762131600, "user_id": USER}
#: As in Meta's documentation: another order, and a user of six digits.
TEXT = b'{"algorithm":"HMAC-SHA256","expires":1291840400,"issued_at":1291836800,"user_id":"218471"}'


def form(text: str) -> bytes:
    return urlencode({"signed_request": text}).encode()


def signed(payload: Any, secret: str = "one") -> bytes:
    return form(signed_request(payload, secret))


def signed_text(text: bytes) -> bytes:
    """Any bytes in the payload's place, rightly signed."""
    encoded = base64.urlsafe_b64encode(text).rstrip(b"=")
    mac = base64.urlsafe_b64encode(hmac.digest(b"one", encoded, hashlib.sha256)).rstrip(b"=")
    return form(f"{mac.decode()}.{encoded.decode()}")


@pytest.mark.parametrize("secret", ["one", "two"])
def test_each_configured_secret_signs(secret: str) -> None:
    assert read_signed_request(signed(PAYLOAD, secret), [b"one", b"", b"two"]) == Signed(USER, 1762128000)


def test_the_signature_is_over_the_payload_as_it_is_encoded() -> None:
    assert read_signed_request(signed_text(TEXT), [b"one"]) == Signed("218471", 1291836800)
    encoded = base64.urlsafe_b64encode(TEXT).decode()
    over_text = base64.urlsafe_b64encode(hmac.digest(b"one", TEXT, hashlib.sha256)).decode()
    with pytest.raises(Refused):
        read_signed_request(form(f"{over_text.rstrip('=')}.{encoded.rstrip('=')}"), [b"one"])


WHOLE = signed_request(PAYLOAD, "one")
MAC, ENCODED = WHOLE.split(".")
CASES = [
    pytest.param(b"", 400, "needs signed_request", id="nothing"),
    pytest.param(b"\xff\xfe", 400, "no form", id="no text"),
    pytest.param(b"&".join([b"a=1"] * 40), 400, "no form", id="too many fields"),
    pytest.param(b"signed_request=", 400, "needs signed_request", id="an empty field"),
    pytest.param(form(WHOLE) + b"&" + form(WHOLE), 400, "once", id="the field twice"),
    pytest.param(b"x" * (MAX_BYTES + 1), 413, "at most", id="too long"),
    pytest.param(form(ENCODED), 400, "two parts", id="one part"),
    pytest.param(form(f"{WHOLE}.{ENCODED}"), 400, "two parts", id="three parts"),
    pytest.param(form(f".{ENCODED}"), 400, "two parts", id="no signature"),
    pytest.param(form(f"{MAC}."), 400, "two parts", id="no payload"),
    pytest.param(form(f"{MAC}=.{ENCODED}"), 400, "two parts", id="padding"),
    pytest.param(form(f"{MAC}.{ENCODED}+/"), 400, "two parts", id="the other alphabet"),
    pytest.param(form(f"{MAC}.{ENCODED}\n"), 400, "two parts", id="a line's end"),
    pytest.param(form(f"{MAC[:-4]}.{ENCODED}"), 400, "not of HMAC-SHA256", id="a short signature"),
    pytest.param(form(f"{MAC}AA.{ENCODED}"), 400, "base64url", id="a signature cut within a byte"),
    pytest.param(signed(PAYLOAD, "three"), 401, "does not match", id="signed by another"),
    pytest.param(form(f"{MAC}.{ENCODED}AAAA"), 401, "does not match", id="a payload changed afterwards"),
    pytest.param(signed_text(b"no json"), 400, "not JSON", id="no JSON"),
    pytest.param(signed_text(b"\xff"), 400, "not JSON", id="no UTF-8"),
    pytest.param(signed_text(b"[" * 9000), 400, "not JSON", id="a deep nest"),
    pytest.param(signed([]), 400, "not an object", id="a list"),
    pytest.param(signed(PAYLOAD | {"algorithm": "HMAC-SHA1"}), 400, "algorithm", id="another algorithm"),
    pytest.param(signed(PAYLOAD | {"algorithm": None}), 400, "algorithm", id="no algorithm"),
    pytest.param(signed(PAYLOAD | {"user_id": "1; DROP"}), 400, "user_id", id="a user that is no id"),
    pytest.param(signed({"algorithm": "HMAC-SHA256"}), 400, "user_id", id="no user"),
]


@pytest.mark.parametrize(("body", "status", "said"), CASES)
def test_what_is_no_signed_request_of_metas_is_refused_in_a_plain_sentence(
    body: bytes, status: int, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_signed_request(body, [b"one", b"two"])
    assert refused.value.status == status
    assert said in refused.value.reason


@pytest.mark.parametrize("secrets", [[], [b""]], ids=["none", "an empty one"])
def test_without_a_secret_nothing_is_metas(secrets: list[bytes]) -> None:
    with pytest.raises(Refused) as refused:
        read_signed_request(signed(PAYLOAD, ""), secrets)
    assert refused.value.status == 401


@pytest.mark.parametrize("told", [None, "soon", -1, 10**12, True, "9" * 70])
def test_a_time_that_is_none_is_left_out(told: object) -> None:
    assert read_signed_request(signed(PAYLOAD | {"issued_at": told}), [b"one"]) == Signed(USER, None)


@given(st.binary(max_size=400) | st.text(max_size=200).map(form) | st.binary(max_size=200).map(signed_text))
def test_whatever_comes_it_is_read_or_refused(body: bytes) -> None:
    with suppress(Refused):
        read_signed_request(body, [b"one"])


@given(st.integers(0, len(WHOLE) - 1), st.sampled_from("ABCabc019-_"))
def test_no_sign_of_a_signed_request_can_be_changed(place: int, sign: str) -> None:
    """Base64's last sign has bits that mean nothing: only what decodes to other bytes is another request."""
    changed = WHOLE[:place] + sign + WHOLE[place + 1 :]
    if changed == WHOLE or (place == len(MAC) - 1 and _bytes(changed.split(".")[0]) == _bytes(MAC)):
        return
    with pytest.raises(Refused):
        read_signed_request(form(changed), [b"one"])


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_stand_ins_payload_is_compact_json() -> None:
    assert json.loads(_bytes(ENCODED)) == PAYLOAD
