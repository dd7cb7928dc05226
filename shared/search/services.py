"""The search services there are, as the settings declare them, and how many indexes each may hold.

The first is `SEARCH_ENDPOINT`'s, called `main`; `SEARCH_SERVICES` names others in the order in which they are filled. How
many indexes a tier takes is Azure's (tiers.json; https://learn.microsoft.com/azure/search/search-limits-quotas-capacity).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.errors import Misconfigured
from shared.secret import Secret

MAIN = "main"
#: Its key and the shops' goods go there.
_ENDPOINT = r"^(https://|http://(127\.0\.0\.1|localhost):)[^\s/?#@]+/?$"


@dataclass(frozen=True, slots=True)
class SearchService:
    name: str  #: in the tenants' rows: it never changes
    endpoint: str
    api_key: Secret  #: empty: the process's identity
    limit: int  #: of indexes
    dedicated: bool  #: for one large shop, and no other


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
    endpoint: Annotated[str, Field(pattern=_ENDPOINT)]
    tier: str
    role: Literal["shared", "dedicated"] = "shared"
    partitions: Annotated[int, Field(ge=1, le=12)] = 1
    api_key: str = ""


def read_services(environ: Mapping[str, str]) -> tuple[SearchService, ...]:
    """Raises Misconfigured with a sentence for each setting that is wrong."""
    try:
        others = TypeAdapter(list[_Declared]).validate_json(
            environ.get("SEARCH_SERVICES", "").strip() or "[]"
        )
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise Misconfigured(
            f"SEARCH_SERVICES is a list of services in JSON: {where}: {first['msg']}"
        ) from None
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


def _service(declared: _Declared) -> SearchService:
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
