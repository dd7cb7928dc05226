"""Key pairs against RFC 8037's own example: the same public key, the same thumbprint, the same signature."""

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.keypair import KeyPair, public_jwk, public_key, thumbprint
from tests.support.forgery import encode

# RFC 8037, appendix A: published for tests, so it opens nothing.
SEED = "nWGxne_9WmC6hEr0kuws" + "xERJxWl7MmkZcDusAxyuf2A"
X = "11qYAYKxCrfVS_7TyWQHO" + "g7hcvPapiMlrwIaaPcHURo"
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6I" + "uo3vVzz7TxHCTwXBygrS4k"
SIGNED = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)


def test_the_public_key_and_its_thumbprint_are_the_rfcs() -> None:
    pair = KeyPair.from_seed(SEED)
    assert encode(pair.public) == X
    assert pair.kid == thumbprint(pair.public) == THUMBPRINT


def test_the_rfcs_signature_is_made_and_verified() -> None:
    pair = KeyPair.from_seed(SEED)
    body, _, signature = SIGNED.rpartition(".")
    assert encode(pair.private_key.sign(body.encode())) == signature
    verified = jwt.api_jws.decode(SIGNED, public_key(pair.public), algorithms=["EdDSA"])
    assert verified == b"Example of Ed25519 signing"


def test_the_rfcs_signature_does_not_verify_for_another_key() -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.api_jws.decode(SIGNED, public_key(KeyPair.generate().public), algorithms=["EdDSA"])


def test_a_jwk_has_the_public_half_and_nothing_of_the_private() -> None:
    pair = KeyPair.from_seed(SEED)
    jwk = public_jwk(pair.kid, pair.public)
    assert jwk == {"kty": "OKP", "crv": "Ed25519", "x": X, "kid": THUMBPRINT, "use": "sig", "alg": "EdDSA"}
    assert jwt.PyJWK(jwk).key == public_key(pair.public)


@given(st.binary(min_size=32, max_size=32))
def test_a_pair_comes_back_from_its_seed(seed: bytes) -> None:
    pair = KeyPair.from_seed(encode(seed))
    assert pair == KeyPair.from_seed(pair.seed)
    public_key(pair.public).verify(pair.private_key.sign(b"x"), b"x")


def test_every_generated_pair_is_another_and_does_not_show_its_seed() -> None:
    first, second = KeyPair.generate(), KeyPair.generate()
    assert first.kid != second.kid
    assert first.seed not in repr(first)
