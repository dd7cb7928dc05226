"""The four ways to place shops, and where each of them wants one: pure, so that a move of all is a list before it begins.

An index of its own on a shared service is the rule. A shop whose vectors alone would fill its share of a Basic service
(5 GB for 15 indexes, 6 KB each) may have a service for itself; the pilot is for those that the settings name.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Misconfigured
from shared.search.places import PILOT_INDEX, Place, next_index
from shared.search.services import SearchService
from shared.settings import Settings
from shared.tenants import TenantId

#: Documents from which on a shop is large.
LARGE = 50_000


class Placement(StrEnum):
    SHARED = "shared"
    DEDICATED = "dedicated"
    HYBRID = "hybrid"  #: large shops dedicated, the others shared
    PILOT = "multi-vector"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a shop may go: the first of these with room."""

    services: tuple[str, ...]
    limits: tuple[int, ...]
    index: str


@dataclass(frozen=True, slots=True)
class Shop:
    tenant: TenantId
    at: Place
    documents: int


def wanted(
    placement: Placement,
    shop: Shop,
    settings: Settings,
    *,
    to: str | None = None,
) -> Wanted | None:
    """None when the shop is already as the placement would have it. `to` names one service, and always moves.

    Raises Misconfigured for a service that is not declared, and for a shop that is not in the pilot.
    """
    pilot = placement is Placement.PILOT
    if pilot and str(shop.tenant) not in settings.search_pilot:
        raise Misconfigured(f"tenant {shop.tenant} is not one of SEARCH_PILOT_TENANTS")
    alone = placement is Placement.DEDICATED or (placement is Placement.HYBRID and shop.documents >= LARGE)
    some = [
        service
        for service in settings.search_services
        if service.dedicated is alone and to in {None, service.name}
    ]
    if not some:
        kind = "dedicated" if alone else "shared"
        raise Misconfigured(f"SEARCH_SERVICES has no {kind} service{f' {to}' if to else ''}")
    names = tuple(service.name for service in some)
    if to is None and shop.at.service in names and shop.at.pilot is pilot:
        return None
    index = PILOT_INDEX if pilot else next_index(shop.tenant, shop.at.index)
    return Wanted(names, tuple(_limit(service, shop.at) for service in some), index)


def _limit(service: SearchService, at: Place) -> int:
    """A dedicated service is one shop's: only that one may have a second index there."""
    return service.limit if not service.dedicated or service.name == at.service else 1
