"""A sealed secret opens for its own tenant and column, with a key of the ring, unchanged; and in no other case."""

import base64
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.crypto import Column, KeyRing, sealed_with
from shared.errors import Misconfigured, SealBroken, SealKeyMissing
from shared.secret import Secret
from shared.tenants import TenantId

TENANT = TenantId(UUID(int=1))
COLUMN = Column.ACCESS_TOKEN

columns = st.sampled_from(Column)


def key(name: str, byte: int) -> str:
    return f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}"


def ring(*keys: str) -> KeyRing:
    return KeyRing.parse(Secret(",".join(keys)))


OLD, NEW = key("2025", 1), key("2026", 2)
RING = ring(NEW)
SEALED = RING.seal("IGAA-token", tenant=TENANT, column=COLUMN)


@given(st.text(), st.uuids(), columns)
def test_what_is_sealed_opens_again(value: str, tenant: UUID, column: Column) -> None:
    sealed = RING.seal(value, tenant=TenantId(tenant), column=column)
    assert RING.open(sealed, tenant=TenantId(tenant), column=column) == value


def test_the_same_value_never_looks_the_same_and_never_shows() -> None:
    assert RING.seal("IGAA-token", tenant=TENANT, column=COLUMN) != SEALED
    assert b"IGAA" not in SEALED


@given(st.text(), st.uuids(), st.data(), columns, columns)
def test_a_value_copied_to_another_tenant_or_column_does_not_open(
    value: str, tenant: UUID, data: st.DataObject, column: Column, elsewhere: Column
) -> None:
    other = data.draw(st.sampled_from([tenant, UUID(int=tenant.int ^ 1)]) | st.uuids())
    assume((tenant, column) != (other, elsewhere))
    sealed = RING.seal(value, tenant=TenantId(tenant), column=column)
    with pytest.raises(SealBroken):
        RING.open(sealed, tenant=TenantId(other), column=elsewhere)


@given(st.text(), st.data())
def test_a_changed_byte_is_noticed_wherever_it_is(value: str, data: st.DataObject) -> None:
    sealed = bytearray(RING.seal(value, tenant=TENANT, column=COLUMN))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        RING.open(bytes(sealed), tenant=TENANT, column=COLUMN)


@given(st.text(), st.data())
def test_a_value_that_was_cut_or_added_to_is_noticed(value: str, data: st.DataObject) -> None:
    sealed = RING.seal(value, tenant=TENANT, column=COLUMN)
    cut = data.draw(st.integers(0, len(sealed) - 1))
    more = data.draw(st.binary(min_size=1, max_size=40))
    for changed in (sealed[:cut], sealed[cut + 1 :], sealed + more, more + sealed):
        with pytest.raises(SealBroken):
            RING.open(changed, tenant=TENANT, column=COLUMN)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail_in_another_way(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        RING.open(sealed, tenant=TENANT, column=COLUMN)


def test_a_ring_without_the_key_says_so() -> None:
    with pytest.raises(SealKeyMissing, match="not in the ring"):
        ring(OLD).open(SEALED, tenant=TENANT, column=COLUMN)


def test_another_key_of_the_same_name_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        ring(key("2026", 3)).open(SEALED, tenant=TENANT, column=COLUMN)


def test_while_keys_rotate_the_new_one_seals_and_both_open() -> None:
    old = ring(OLD).seal("x", tenant=TENANT, column=COLUMN)
    both = ring(NEW, OLD)
    assert both.open(old, tenant=TENANT, column=COLUMN) == "x"
    anew = both.seal_anew(old, tenant=TENANT, column=COLUMN)
    assert (sealed_with(old), sealed_with(anew)) == ("2025", "2026")
    assert ring(NEW).open(anew, tenant=TENANT, column=COLUMN) == "x"


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


@given(st.text(), st.text())
def test_what_the_ring_signed_it_knows_again_and_nothing_else(value: str, other: str) -> None:
    signature = ring(OLD).sign("form", value)
    assert ring(NEW, OLD).has_signed("form", value, signature)
    assert not ring(NEW).has_signed("form", value, signature)
    assert not ring(OLD).has_signed("login", value, signature)
    assert ring(OLD).has_signed("form", other, signature) == (other == value)
    assert not ring(OLD).has_signed("form", value, other)
