"""Which addresses may be called because somebody named them."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.public_addresses import is_public

OURS = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.0.1", "168.63.129.16", "100.64.0.1", "100.127.255.255", "192.0.0.192"),
    *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254"),
    *("ff02::1", "fec0::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::127.0.0.1", "100::1", "3fff::1"),
    *("2606:4700::1111%1", "localhost", "", "8.8.8", "0x7f000001", "2130706433"),
)


@pytest.mark.parametrize("address", OURS)
def test_what_is_not_out_in_the_world_is_not_called(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111"])
def test_what_is_may_be(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_taken_that_the_library_knows_as_somebodys_own(
    address: IPv4Address | IPv6Address,
) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not any((address.is_multicast, address.is_reserved, address.is_link_local))


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_no_road(inner: IPv4Address) -> None:
    number = int(inner)
    for outer in ((0xFFFF << 32) + number, (0x64FF9B << 96) + number, (0x2002 << 112) + (number << 80)):
        assert not is_public(str(ip_address(outer) if outer >> 32 else IPv6Address(outer)))
