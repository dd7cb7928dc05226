"""Addresses of a product's pictures as a shop writes them, mended as browsers mend them; one that cannot be is left out and told.

A picture is no reason to do without the product: what is left out is a warning beside it and refuses nothing.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter

from catalog.rows import MOST_IMAGES, Image
from catalog.sources.faults import RowFault

#: What browsers leave as it is in a path and in a query (URL Standard, "percent-encode sets"); a % has been encoded before.
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_IN_PATH = re.sub(r'["#<>?^`{}]', "", _PRINTABLE)
_IN_QUERY = re.sub("[\"#<>']", "", _PRINTABLE)
_DROPPED = str.maketrans("", "", "\t\r\n")
_IMAGE: TypeAdapter[str] = TypeAdapter(Image)
_EXPECTED = (
    "an address that begins with https://; this picture is left out, and the product is taken without it"
)


class Pictured(NamedTuple):
    row: int
    column: str  #: as the file calls it
    addresses: Iterable[str]


def pictures(told: Iterable[Pictured]) -> tuple[tuple[str, ...], list[RowFault]]:
    """Each once, and as many as a product may have; with a warning for each that is left out."""
    good: dict[str, None] = {}
    warnings: list[RowFault] = []
    for row, column, addresses in told:
        for address in addresses:
            try:
                good[_IMAGE.validate_python(_mended(address))] = None
            except ValueError:  # of pydantic, of a host or of letters that stand for none
                warnings.append(RowFault.of(row, column, address, _EXPECTED, refuses=False))
    return tuple(good)[:MOST_IMAGES], warnings


def _mended(address: str) -> str:
    """Raises ValueError."""
    parts = urlsplit(address.strip().translate(_DROPPED))
    host = parts.netloc
    if not host.isascii():
        name, colon, port = host.partition(":")
        host = f"{name.encode('idna').decode('ascii')}{colon}{port}"
    return parts._replace(
        netloc=host,
        path=quote(parts.path, safe=_IN_PATH),
        query=quote(parts.query, safe=_IN_QUERY),
        fragment=quote(parts.fragment, safe=_IN_QUERY),
    ).geturl()
