"""Where a shop's own system tells us of changes: an address of its own, which nobody can guess and nothing has to keep.

A rotation of the key ring leaves it good as long as the key that made it is in the ring.
"""

from shared.connectors.connections import Kind
from shared.crypto import KeyRing
from shared.tenants import TenantId

PURPOSE = "shop-place"
_LETTERS = {Kind.SHOPIFY: "s", Kind.WOOCOMMERCE: "w"}


def place_of(keys: KeyRing, tenant: TenantId, kind: Kind) -> str:
    """The last part of its address."""
    named = f"{_LETTERS[kind]}{tenant}"
    return f"{named}.{keys.sign(PURPOSE, named)}"


def kind_of(letter: str) -> Kind:
    """Raises ValueError for a letter of none."""
    for kind, own in _LETTERS.items():
        if letter == own:
            return kind
    raise ValueError("of no kind")
