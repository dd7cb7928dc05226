"""The search services there are, as the settings declare them, and how many indexes each may hold.

The first is `SEARCH_ENDPOINT`'s, called `main`; `SEARCH_SERVICES` names others in the order in which they are filled. How
many indexes a tier takes is Azure's (tiers.json; https://learn.microsoft.com/azure/search/search-limits-quotas-capacity).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import Misconfigured
from shared.secret import Secret

if TYPE_CHECKING:
    from shared.search.declared import Declared

MAIN = "main"


@dataclass(frozen=True, slots=True)
class SearchService:
    name: str  #: in the tenants' rows: it never changes
    endpoint: str
    api_key: Secret  #: empty: the process's identity
    limit: int  #: of indexes
    dedicated: bool  #: for one large shop, and no other


def read_services(environ: Mapping[str, str]) -> tuple[SearchService, ...]:
    """Raises Misconfigured with a sentence for each setting that is wrong."""
    others = _others(environ.get("SEARCH_SERVICES", "").strip())
    main = SearchService(
        name=MAIN,
        endpoint=environ.get("SEARCH_ENDPOINT", "").strip().rstrip("/"),
        api_key=Secret(environ.get("SEARCH_API_KEY", "")),
        limit=_limit("SEARCH_TIER", environ.get("SEARCH_TIER", "").strip() or "basic"),
        dedicated=False,
    )
    services = (main, *(_service(one) for one in others))
    for what in ("name", "endpoint"):
        values = [getattr(service, what) for service in services]
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise Misconfigured(
                f"SEARCH_SERVICES has the {what} {twice[0]} twice; SEARCH_ENDPOINT's is {MAIN}"
            )
    return services


def _others(text: str) -> "list[Declared]":
    if not text:
        return []
    from shared.search.declared import read_declared  # pydantic's models cost 50 ms of a start

    return read_declared(text)


def _service(declared: "Declared") -> SearchService:
    return SearchService(
        name=declared.name,
        endpoint=declared.endpoint.rstrip("/"),
        api_key=Secret(declared.api_key),
        limit=_limit(f"SEARCH_SERVICES: {declared.name}", declared.tier, declared.partitions),
        dedicated=declared.role == "dedicated",
    )


def _limit(where: str, name: str, partitions: int = 1) -> int:
    tier = tiers().get(name.lower().replace(" ", ""))
    if tier is None:
        raise Misconfigured(f"{where}: the tier is one of {', '.join(tiers())}, not {name[:20]!r}")
    return int(tier["indexes"]) * (partitions if tier.get("per_partition") else 1)


@cache
def tiers() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("tiers.json").read_text("utf-8"))
    return found
