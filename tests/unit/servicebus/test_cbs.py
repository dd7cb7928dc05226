from urllib.parse import quote

import pytest

from local.servicebus.cbs import TokenError, sign, verify
from local.servicebus.config import Rule

NOW = 1_800_000_000
SENDER = Rule("sender", "a key", frozenset({"Send"}))
AUDIENCE = "sb://127.0.0.1:5672/Orders"


def token(rule="sender", key="a key", resource=AUDIENCE, until=NOW + 60) -> str:
    return sign(rule, key, resource, until)


@pytest.mark.parametrize(
    ("resource", "covered", "elsewhere"),
    [
        (AUDIENCE, "orders/$deadletterqueue", "orders2"),
        ("sb://another-name/orders/", "orders", "inbound"),
        ("sb://127.0.0.1:5672/", "orders", "inbound"),
    ],
)
def test_a_good_token_grants_its_rules_claims_on_the_entity_it_is_put_for(resource, covered, elsewhere):
    grant = verify(token(resource=resource), AUDIENCE, (SENDER,), now=NOW)

    assert grant.claims == {"Send"}
    assert grant.covers(covered, NOW)
    assert not grant.covers(elsewhere, NOW)
    assert not grant.covers(covered, NOW + 60)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (token(key="another key"), "InvalidSignature"),
        (token(rule="nobody"), "InvalidSignature"),
        (token(until=NOW), "ExpiredToken"),
        (token(resource="sb://127.0.0.1:5672/inbound"), "InvalidAudience"),
        (token().replace(str(NOW + 60), str(NOW + 6000)), "InvalidSignature"),
        (token().replace("&skn=sender", ""), "MalformedToken"),
        (token().replace("sig=", "sig=%25"), "MalformedToken"),
        ("eyJhbGciOiJSUzI1NiJ9.e30.x", "MalformedToken"),
        ("", "MalformedToken"),
    ],
)
def test_a_bad_token_is_refused_and_told_why(bad, why):
    with pytest.raises(TokenError, match=why):
        verify(bad, AUDIENCE, (SENDER,), now=NOW)


def test_a_signature_over_a_resource_quoted_in_another_way_is_good():
    """Clients differ in what they quote and how; the signature is over what they sent."""
    import base64
    import hashlib
    import hmac

    resource = quote(AUDIENCE, safe="").lower()
    digest = hmac.digest(b"a key", f"{resource}\n{NOW + 60}".encode(), hashlib.sha256)
    signature = quote(base64.b64encode(digest), safe="")
    text = f"SharedAccessSignature sig={signature}&se={NOW + 60}&skn=sender&sr={resource}"

    assert verify(text, AUDIENCE, (SENDER,), now=NOW).path == "orders"
