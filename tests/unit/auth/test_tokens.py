"""A token is good when it is exactly ours, and refused with one word in every other case."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.auth.keypair import KeyPair
from shared.auth.keys import OVERLAP
from shared.auth.tokens import LEEWAY, LIFETIME, LONGEST, Claims, key_id, read, sign
from shared.errors import TokenRefused
from shared.tenants import TenantId
from tests.support.forgery import compact, hmac_with, signer, unsigned

ISSUER = "https://shop.example"
PAIR, OTHER = KeyPair.generate(), KeyPair.generate()
# An hour ago: collected long before it is run, a table must not come to its end meanwhile.
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
CLAIMS = Claims(ISSUER, uuid4(), TenantId(uuid4()), BEGAN, BEGAN + LIFETIME)
TOKEN = sign(PAIR, CLAIMS)
HEADER = {"alg": "EdDSA", "kid": PAIR.kid, "typ": "JWT"}
PAYLOAD: dict[str, Any] = {
    "iss": ISSUER,
    "sub": str(CLAIMS.user),
    "aud": "merchant",
    "exp": int(CLAIMS.expires_at.timestamp()),
    "iat": int(CLAIMS.issued_at.timestamp()),
    "tenant_id": str(CLAIMS.tenant),
}


def check(token: str) -> Claims:
    """What verification does before it asks the database."""
    assert key_id(token) == PAIR.kid
    return read(token, PAIR.public, issuer=ISSUER)


def refusal(token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        check(token)
    assert refused.value.status == 401
    return refused.value.reason


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def verdict(token: str) -> str | None:
    """The word it is refused with, or None for a good one."""
    try:
        check(token)
    except TokenRefused as refused:
        return refused.reason
    return None


def with_claims(**claims: Any) -> str:
    """Signed by the right key; a claim that is None is left out."""
    payload = {name: value for name, value in (PAYLOAD | claims).items() if value is not None}
    return compact(HEADER, payload, signer(PAIR))


def test_what_was_signed_is_read_again() -> None:
    assert check(TOKEN) == CLAIMS


def test_a_token_has_exactly_the_six_claims_and_the_key_id() -> None:
    import jwt

    whole = jwt.decode_complete(TOKEN, options={"verify_signature": False})
    assert whole["payload"] == PAYLOAD
    assert whole["header"] == HEADER


@given(st.uuids(), st.uuids(), st.integers(-3600, 25), st.integers(3700, 43_200))
def test_any_claims_of_ours_survive_the_way(user: UUID, tenant: UUID, begun: int, lasts: int) -> None:
    issued = now() + timedelta(seconds=begun)
    claims = Claims(ISSUER, user, TenantId(tenant), issued, issued + timedelta(seconds=lasts))
    assert check(sign(PAIR, claims)) == claims


def test_a_rotated_key_lives_as_long_as_the_last_token_it_signed_and_clocks_differ_by_seconds() -> None:
    assert OVERLAP == LIFETIME + LEEWAY
    assert timedelta(seconds=10) <= LEEWAY <= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("seconds", "word"),
    [(-LEEWAY.seconds - 5, "expired"), (-LEEWAY.seconds + 10, None), (60, None)],
)
def test_a_token_ends_at_its_end_give_or_take_two_clocks(seconds: int, word: str | None) -> None:
    ends = now() + timedelta(seconds=seconds)
    token = sign(PAIR, replace(CLAIMS, issued_at=ends - LIFETIME, expires_at=ends))
    assert verdict(token) == word


@pytest.mark.parametrize(("seconds", "word"), [(LEEWAY.seconds + 60, "not_yet_valid"), (10, None)])
def test_a_token_from_the_future_is_refused_give_or_take_two_clocks(seconds: int, word: str | None) -> None:
    begins = now() + timedelta(seconds=seconds)
    token = sign(PAIR, replace(CLAIMS, issued_at=begins, expires_at=begins + LIFETIME))
    assert verdict(token) == word


def test_a_token_that_is_over_before_it_begins_is_refused_even_within_the_leeway() -> None:
    begins = int(now().timestamp()) + 10
    assert refusal(with_claims(iat=begins, exp=begins - 5)) == "claims"
    assert refusal(with_claims(iat=begins, exp=begins)) == "claims"


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        pytest.param({"aud": "admin"}, "audience", id="for somebody else"),
        pytest.param({"aud": ["merchant"]}, "audience", id="a list of audiences, ours among them"),
        pytest.param({"aud": ["merchant", "admin"]}, "audience", id="for us and somebody else"),
        pytest.param({"aud": 1}, "audience", id="an audience that is no text"),
        pytest.param({"aud": None}, "claims", id="for nobody"),
        pytest.param({"iss": "https://evil.example"}, "issuer", id="another deployment's"),
        pytest.param({"iss": [ISSUER]}, "issuer", id="an issuer that is no text"),
        pytest.param({"iss": None}, "claims", id="nobody's"),
        pytest.param({"exp": None}, "claims", id="without an end"),
        pytest.param({"exp": "never"}, "malformed", id="an end that is no number"),
        pytest.param({"exp": 1e400}, "malformed", id="an end that never comes"),
        pytest.param({"exp": 10**30}, "claims", id="an end beyond all time"),
        pytest.param({"exp": [PAYLOAD["exp"]]}, "malformed", id="a list of ends"),
        pytest.param({"iat": None}, "claims", id="without a beginning"),
        pytest.param({"iat": "now"}, "claims", id="a beginning that is no number"),
        pytest.param({"iat": -(10**30)}, "claims", id="a beginning before all time"),
        pytest.param({"sub": None}, "claims", id="of no user"),
        pytest.param({"sub": 7}, "claims", id="a user that is no text"),
        pytest.param({"sub": "owner' or 1=1"}, "claims", id="a user that is no id"),
        pytest.param({"tenant_id": None}, "claims", id="of no tenant"),
        pytest.param({"tenant_id": "*"}, "claims", id="of all tenants"),
        pytest.param({"tenant_id": [PAYLOAD["tenant_id"]]}, "claims", id="a list of tenants"),
        pytest.param({"tenant_id": 0}, "claims", id="a tenant that is no text"),
        pytest.param(
            {"tenant_id": f"{{{PAYLOAD['tenant_id']}}}"}, "claims", id="a tenant in another spelling"
        ),
        pytest.param({"iat": True}, "claims", id="a beginning that is yes"),
        pytest.param({"exp": PAYLOAD["exp"] + 0.5}, "claims", id="half a second"),
        pytest.param({"exp": 10**17}, "claims", id="an end that no calendar has"),
        pytest.param({"iat": -(10**17)}, "claims", id="a beginning that no calendar has"),
        pytest.param({"exp": PAYLOAD["exp"] + 1}, "claims", id="a second longer than a token lives"),
        pytest.param({"nbf": 0}, "claims", id="a claim that we never write"),
        pytest.param({"role": "owner"}, "claims", id="a role, which the database says"),
        pytest.param({"nbf": 10**12}, "not_yet_valid", id="not before some day"),
    ],
)
def test_claims_that_are_not_exactly_ours_are_refused_even_when_signed(
    claims: dict[str, Any], word: str
) -> None:
    assert refusal(with_claims(**claims)) == word


@pytest.mark.parametrize(
    ("token", "word"),
    [
        pytest.param(compact(HEADER | {"alg": "none"}, PAYLOAD, unsigned), "algorithm", id="alg none"),
        pytest.param(compact(HEADER | {"alg": "None"}, PAYLOAD, unsigned), "algorithm", id="alg None"),
        pytest.param(compact({"kid": PAIR.kid}, PAYLOAD, signer(PAIR)), "algorithm", id="no alg"),
        pytest.param(compact(HEADER | {"alg": "eddsa"}, PAYLOAD, signer(PAIR)), "algorithm", id="small letters"),
        pytest.param(compact(HEADER | {"alg": ["EdDSA"]}, PAYLOAD, signer(PAIR)), "algorithm", id="a list of algs"),
        pytest.param(compact(HEADER | {"alg": "HS256"}, PAYLOAD, hmac_with(PAIR.public)), "algorithm", id="HMAC with the public key as its secret"),
        pytest.param(compact(HEADER, PAYLOAD, hmac_with(PAIR.public)), "signature", id="HMAC that calls itself EdDSA"),
        pytest.param(compact(HEADER | {"alg": "ES256"}, PAYLOAD, signer(PAIR)), "algorithm", id="another curve"),
        pytest.param(compact(HEADER | {"jwk": {"kty": "OKP"}}, PAYLOAD, signer(PAIR)), "malformed", id="brings its own key"),
        pytest.param(compact(HEADER | {"jku": "https://evil.example"}, PAYLOAD, signer(PAIR)), "malformed", id="says where its key is"),
        pytest.param(compact(HEADER | {"crit": ["exp"]}, PAYLOAD, signer(PAIR)), "malformed", id="wants to be understood differently"),
        pytest.param(compact(HEADER | {"b64": False, "crit": ["b64"]}, PAYLOAD, signer(PAIR)), "malformed", id="a payload that is not encoded"),
        pytest.param(compact({"alg": "EdDSA"}, PAYLOAD, signer(PAIR)), "malformed", id="no key id"),
        pytest.param(compact(HEADER | {"kid": 7}, PAYLOAD, signer(PAIR)), "malformed", id="a key id that is no text"),
        pytest.param(compact(HEADER | {"kid": "a\x00b"}, PAYLOAD, signer(PAIR)), "malformed", id="a key id PostgreSQL cannot take"),
        pytest.param(compact(HEADER | {"kid": "مفتاح"}, PAYLOAD, signer(PAIR)), "malformed", id="a key id beyond ASCII"),
        pytest.param(compact(HEADER, PAYLOAD, signer(OTHER)), "signature", id="another key"),
        pytest.param(compact(HEADER, PAYLOAD, unsigned), "signature", id="no signature"),
        pytest.param(compact(HEADER, b"[]", signer(PAIR)), "malformed", id="a payload that is no object"),
        pytest.param(compact(HEADER, b"{", signer(PAIR)), "malformed", id="a payload that is no JSON"),
        pytest.param(compact(HEADER, b"\xff", signer(PAIR)), "malformed", id="a payload that is no text"),
        pytest.param(compact([HEADER], PAYLOAD, signer(PAIR)), "malformed", id="a header that is no object"),
        pytest.param(compact(b"{", PAYLOAD, signer(PAIR)), "malformed", id="a header that is no JSON"),
        pytest.param("", "malformed", id="nothing"),
        pytest.param("..", "malformed", id="three empty segments"),
        pytest.param(TOKEN.rpartition(".")[0], "malformed", id="two segments"),
        pytest.param(f"{TOKEN}.{TOKEN}", "malformed", id="five segments"),
        pytest.param(f"Bearer {TOKEN}", "malformed", id="with the scheme before it"),
        pytest.param(f"{TOKEN}\n", "malformed", id="with a line end"),
        pytest.param(f"{TOKEN}==", "malformed", id="padded, as no token of ours is"),
        pytest.param(compact(HEADER | {"typ": ["x"]}, PAYLOAD, signer(PAIR)), "malformed", id="another type"),
        pytest.param(compact({"alg": "EdDSA", "kid": PAIR.kid}, PAYLOAD, signer(PAIR)), "malformed", id="no type"),
        pytest.param(compact(HEADER | {"kid": PAIR.kid + "="}, PAYLOAD, signer(PAIR)), "malformed", id="a padded key id"),
        pytest.param(compact(HEADER, json.dumps(PAYLOAD).encode() + b" " * LONGEST, signer(PAIR)), "malformed", id="well signed and too long"),
        pytest.param(TOKEN.replace(".", "。"), "malformed", id="not ASCII"),
        pytest.param("a" * (LONGEST + 1), "malformed", id="too long to be read"),
        pytest.param(json.dumps({"payload": "x", "signatures": []}), "malformed", id="JSON serialisation"),
    ],
)  # fmt: skip
def test_a_token_that_is_not_written_as_ours_is_refused(token: str, word: str) -> None:
    assert refusal(token) == word


CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \t\n"


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(CHARACTERS))
def test_a_token_with_any_character_changed_is_refused(place: int, character: str) -> None:
    assume(TOKEN[place] != character)
    with pytest.raises(TokenRefused):
        check_any(TOKEN[:place] + character + TOKEN[place + 1 :])


@given(st.integers(0, len(TOKEN)), st.text(CHARACTERS, min_size=1, max_size=3))
def test_a_token_with_anything_put_into_it_is_refused(place: int, more: str) -> None:
    with pytest.raises(TokenRefused):
        check_any(TOKEN[:place] + more + TOKEN[place:])


@given(st.integers(0, len(TOKEN) - 1))
def test_a_token_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(TokenRefused):
        check_any(TOKEN[:length])


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    with pytest.raises(TokenRefused):
        check_any(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
odd_claims = st.dictionaries(st.sampled_from([*PAYLOAD, "nbf", "jti"]), json_values, min_size=1)


@given(odd_claims)
def test_odd_claims_are_refused_by_name_or_are_the_same_as_ours(claims: dict[str, Any]) -> None:
    token = compact(HEADER, PAYLOAD | claims, signer(PAIR))
    assume(len(token) <= LONGEST)
    if claims.keys() <= {"exp", "iat"}:  # only times have more than one good value
        with suppress(TokenRefused):
            assert (check(token).user, check(token).tenant) == (CLAIMS.user, CLAIMS.tenant)
    else:
        assert refusal(token) in {"audience", "claims", "issuer", "malformed", "expired", "not_yet_valid"}


def check_any(token: str) -> Claims:
    key_id(token)
    return read(token, PAIR.public, issuer=ISSUER)
