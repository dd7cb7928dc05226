"""Only a body that was signed with one of our secrets is Meta's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.signature import is_signed
from tests.unit.ingest.deliveries import signature

BODY = b'{"object":"instagram","entry":[]}'
OLD, NEW = b"the-old-secret", b"the-new-secret"


@pytest.mark.parametrize("signing", [OLD, NEW], ids=["the old secret", "the new secret"])
def test_while_secrets_rotate_a_signature_by_either_is_good(signing: bytes) -> None:
    assert is_signed(BODY, signature(BODY, signing), [NEW, OLD])


@pytest.mark.parametrize(
    ("header", "secrets"),
    [
        pytest.param(signature(BODY, b"stranger"), [NEW, OLD], id="a secret we do not have"),
        pytest.param(signature(BODY + b" ", NEW), [NEW], id="another body"),
        pytest.param(signature(BODY, NEW), [], id="no secret configured"),
        pytest.param(signature(BODY, b""), [b""], id="an empty secret is no secret"),
        pytest.param(None, [NEW], id="no header"),
        pytest.param("", [NEW], id="empty header"),
        pytest.param("sha256=", [NEW], id="prefix alone"),
        pytest.param(signature(BODY, NEW).removeprefix("sha256="), [NEW], id="digits without the prefix"),
        pytest.param(
            signature(BODY, NEW).replace("sha256=", "sha1="), [NEW], id="another algorithm's prefix"
        ),
        pytest.param(signature(BODY, NEW).replace("sha256=", "SHA256="), [NEW], id="the prefix in capitals"),
        pytest.param(signature(BODY, NEW)[:-1], [NEW], id="a digit short"),
        pytest.param(signature(BODY, NEW) + " ", [NEW], id="a trailing blank"),
        pytest.param("sha256=" + "é" * 64, [NEW], id="letters beyond ASCII"),
        pytest.param("sha256=" + "\udcff" * 64, [NEW], id="bytes that are no UTF-8, as servers decode them"),
    ],
)
def test_everything_else_is_not_signed(header: str | None, secrets: list[bytes]) -> None:
    assert not is_signed(BODY, header, secrets)


def test_hex_digits_may_be_capitals() -> None:
    assert is_signed(BODY, "sha256=" + signature(BODY, NEW)[7:].upper(), [NEW])


def test_the_exact_bytes_count_not_what_they_mean() -> None:
    escaped, plain = rb'{"text":"\u0645\/"}', '{"text":"م/"}'.encode()
    assert is_signed(escaped, signature(escaped, NEW), [NEW])
    assert not is_signed(plain, signature(escaped, NEW), [NEW])


@given(header=st.text(st.characters(codec=None)) | st.text("0123456789abcdef").map("sha256={}".format))
def test_no_header_at_all_makes_the_check_fail_by_an_error(header: str) -> None:
    assert not is_signed(BODY, header, [NEW])
