"""Which addresses are out in the world, and so may be called because somebody named them.

Everything else is our own network or the platform's: a page "there" would be our own database, or the identity that
169.254.169.254 hands to whoever asks. What an IPv6 address carries within it (mapped, 6to4, Teredo, NAT64) is a road of
its own into such a network, so only native ones are taken.
Sources: IANA's IPv4 and IPv6 special-purpose registries; Microsoft, "What is IP address 168.63.129.16?".
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NEVER_4 = (
    IPv4Network("168.63.129.16/32"),  # Azure's own, public by its number only
    IPv4Network("100.64.0.0/10"),  # carriers' networks
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv4Network("198.18.0.0/15"),
    IPv4Network("224.0.0.0/3"),  # multicast, reserved, broadcast
)
_NATIVE_6 = IPv6Network("2000::/3")
_NEVER_6 = (
    IPv6Network("2001::/23"),  # Teredo and other protocols' own
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),
)


def is_public(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not any(parsed in network for network in _NEVER_4)
    return _is_native(parsed) and not any(parsed in network for network in _NEVER_6)


def _is_native(address: IPv6Address) -> bool:
    return address in _NATIVE_6 and address.is_global and address.scope_id is None
