"""Who is calling: tokens signed with a tenant's own Ed25519 key, and the life of these keys."""

from shared.auth.keys import create_first_key, public_keys, retire_all_keys, rotate_key
from shared.auth.signing_in import Principal, issue, sign_out_everywhere, verify

__all__ = [
    "Principal",
    "create_first_key",
    "issue",
    "public_keys",
    "retire_all_keys",
    "rotate_key",
    "sign_out_everywhere",
    "verify",
]
