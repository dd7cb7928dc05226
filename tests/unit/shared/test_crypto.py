"""A sealed secret opens for its own tenant and column, with a key of the ring, unchanged; and in no other case."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import KeyRing
from shared.errors import Misconfigured, Permanent
from shared.settings import Secret
from shared.tenants import TenantId

TENANT, OTHER = TenantId(UUID(int=1)), TenantId(UUID(int=2))
COLUMN = "accounts.access_token"


def key(name: str, byte: int) -> str:
    return f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}"


def ring(*keys: str) -> KeyRing:
    return KeyRing.parse(Secret(",".join(keys)))


OLD, NEW = key("2025", 1), key("2026", 2)
RING = ring(NEW)
SEALED = RING.seal("IGAA-token", tenant=TENANT, column=COLUMN)


@given(st.text(), st.uuids(), st.text())
def test_what_is_sealed_opens_again(value: str, tenant: UUID, column: str) -> None:
    sealed = RING.seal(value, tenant=TenantId(tenant), column=column)
    assert RING.open(sealed, tenant=TenantId(tenant), column=column) == value


def test_the_same_value_never_looks_the_same_and_never_shows() -> None:
    assert RING.seal("IGAA-token", tenant=TENANT, column=COLUMN) != SEALED
    assert b"IGAA" not in SEALED


@pytest.mark.parametrize(
    ("opening", "tenant", "column"),
    [
        pytest.param(RING, OTHER, COLUMN, id="another tenant"),
        pytest.param(RING, TENANT, "shops.secret", id="another column"),
        pytest.param(ring(OLD), TENANT, COLUMN, id="a ring without the key"),
        pytest.param(ring(key("2026", 3)), TENANT, COLUMN, id="another key of the same name"),
    ],
)
def test_it_opens_for_nobody_else(opening: KeyRing, tenant: TenantId, column: str) -> None:
    with pytest.raises(Permanent):
        opening.open(SEALED, tenant=tenant, column=column)


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_a_changed_byte_is_noticed_wherever_it_is(place: int) -> None:
    changed = SEALED[:place] + bytes([SEALED[place] ^ 1]) + SEALED[place + 1 :]
    with pytest.raises(Permanent):
        RING.open(changed, tenant=TENANT, column=COLUMN)


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_a_value_that_was_cut_short_is_noticed_wherever_it_ends(length: int) -> None:
    with pytest.raises(Permanent):
        RING.open(SEALED[:length], tenant=TENANT, column=COLUMN)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail_in_another_way(sealed: bytes) -> None:
    with pytest.raises(Permanent):
        RING.open(sealed, tenant=TENANT, column=COLUMN)


def test_while_keys_rotate_the_new_one_seals_and_both_open() -> None:
    old = ring(OLD).seal("x", tenant=TENANT, column=COLUMN)
    both = ring(NEW, OLD)
    assert both.open(old, tenant=TENANT, column=COLUMN) == "x"
    sealed = both.seal("y", tenant=TENANT, column=COLUMN)
    assert ring(NEW).open(sealed, tenant=TENANT, column=COLUMN) == "y"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("2026", id="no key"),
        pytest.param(f"2026:{'QUJD' * 8}", id="24 bytes"),
        pytest.param("2026:not base64!", id="no base64"),
        pytest.param("2026:مفتاح", id="letters beyond ASCII for a key"),
        pytest.param(key("", 1), id="no name"),
        pytest.param(key("a-name-of-17-chars", 1), id="a name too long"),
        pytest.param(key("مفتاح", 1), id="a name beyond ASCII, which would never be found again"),
        pytest.param(f"{NEW},{NEW}", id="a name twice"),
        pytest.param(f"{NEW},", id="a comma too many"),
    ],
)
def test_a_ring_that_is_none_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(Misconfigured, match="SECRET_KEY_RING") as refusal:
        KeyRing.parse(Secret(text))
    assert "AQEB" not in str(refusal.value)


def test_a_ring_does_not_show_its_keys() -> None:
    assert "\\x02" not in repr(RING)
