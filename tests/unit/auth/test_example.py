"""The example runs alone and shows what it promises."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jwt

EXAMPLE = Path(__file__).parents[3] / "code" / "jwt_ed25519_example.py"


def test_the_example_prints_a_token_its_claims_and_four_refusals(tmp_path: Path) -> None:
    command = [sys.executable, "-I", str(EXAMPLE)]  # -I: nothing of this project can be imported
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    shown = re.fullmatch(r"key +(\S+)\ntoken +(\S+)\nclaims (\{.*?\})\n\n.*", printed, re.DOTALL)
    assert shown
    kid, token, claims = shown.groups()
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "kid": kid, "typ": "JWT"}
    assert jwt.decode(token, options={"verify_signature": False}) == json.loads(claims)
    assert set(json.loads(claims)) == {"iss", "sub", "aud", "exp", "iat", "tenant_id"}
    refused = dict(re.findall(r"^refused  (.{19}) (\w+):", printed, re.MULTILINE))
    assert {what.strip(): error for what, error in refused.items()} == {
        "expired": "ExpiredSignatureError",
        "wrong audience": "InvalidAudienceError",
        "other tenant's key": "InvalidTokenError",
        "alg changed": "InvalidAlgorithmError",
    }
