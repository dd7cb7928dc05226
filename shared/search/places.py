"""Where a shop's documents are: a service and an index there.

Every shop has an index of its own, `products-index-{tenant_id}`; one that is built anew appends `-r{n}`, so that a name
never means two things. The pilot's index is the one that shops share.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from shared.errors import SearchNotPlaced
from shared.search.services import MAIN
from shared.tenants import TenantId

PILOT_INDEX = "products-index"
_REBUILD = re.compile(r"-r(\d+)$")


@dataclass(frozen=True, slots=True)
class Place:
    service: str | None  #: None while every service is full
    index: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of shop.tenants."""
        return cls(row["search_service"], row["search_index"])

    @property
    def pilot(self) -> bool:
        return self.index == PILOT_INDEX

    def placed(self) -> str:
        """The service. Raises SearchNotPlaced while there is none."""
        if self.service is None:
            raise SearchNotPlaced(
                "the shop waits for a search service with room: declare one in SEARCH_SERVICES, then run"
                " `python -m ops search place`"
            )
        return self.service


def index_of(tenant: TenantId) -> str:
    """The name of a tenant's first index; the tenant's row names the live one."""
    return f"products-index-{tenant}"


def first_place(tenant: TenantId) -> Place:
    """Where a shop is that came when there was room, and has never moved."""
    return Place(MAIN, index_of(tenant))


def next_index(tenant: TenantId, current: str) -> str:
    """A name that none of the tenant's indexes has had before `current`, on any service."""
    if not current.startswith(index_of(tenant)):
        return f"{index_of(tenant)}-r1"
    rebuilt = _REBUILD.search(current)
    return f"{index_of(tenant)}-r{int(rebuilt[1]) + 1 if rebuilt else 1}"
