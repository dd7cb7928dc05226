"""Identifiers shaped like Instagram's, so that a column, a key or a log line too small for the real ones fails here.

A message id is 164 characters of case-sensitive base64 in which `Z` and `=` are escaped; a client that folds case,
cuts at 128 or decodes it as plain base64 breaks on the stand-in as it would break in production.
The source of chance is handed in, so that a test can have the same ids twice.
"""

import base64
import hashlib
import random

_ESCAPES = str.maketrans({"Z": "ZA", "+": "ZB", "/": "ZC", "=": "ZD"})
_TRACE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


def escaped_base64(plain: str) -> str:
    return base64.b64encode(plain.encode("ascii")).decode("ascii").translate(_ESCAPES)


def thread_number(account: str, customer: str) -> str:
    """39 digits just below 2**128, as in published ids, and the same for the same two parties."""
    digest = hashlib.sha256(f"{account}:{customer}".encode()).digest()
    return "3402823668417103" + str(int.from_bytes(digest) % 10**23).zfill(23)


def conversation_id(account: str, customer: str) -> str:
    return escaped_base64(f"ig_dm:1:IGMessageThread:{account}:{thread_number(account, customer)}")


class Ids:
    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.SystemRandom()

    def mid(self, account: str, customer: str, at: int) -> str:
        """`at` is in milliseconds; the last number of a published id reads as microseconds above 64 random bits."""
        item = (at * 1000 << 64) | self._chance.getrandbits(64)
        number = thread_number(account, customer)
        return escaped_base64(f"ig_dm_item:1:IGMessageID:{account}:{number}:{str(item).zfill(35)}")

    def customer(self) -> str:
        return str(self._chance.randrange(10**15, 2 * 10**15))

    def comment(self) -> str:
        return str(self._chance.randrange(18 * 10**15, 19 * 10**15))

    def media(self) -> str:
        return str(self._chance.randrange(179 * 10**14, 18 * 10**15))

    def attachment(self) -> str:
        return str(self._chance.randrange(10**15, 10**16))

    def trace(self) -> str:
        return "A" + "".join(self._chance.choices(_TRACE_ALPHABET, k=22))

    def challenge(self) -> str:
        return str(self._chance.randrange(10**8, 10**10))
