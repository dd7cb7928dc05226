"""What the subscription has room for, asked of Azure before minutes are spent on finding out.

A question that az cannot answer, for want of a right for instance, stops nothing: it is told as not looked at.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chosen import Chosen
from commands import Stopped, az


def problems(chosen: Chosen, environ: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    """Whether each stops the deployment, and a sentence."""
    for look in (_models, _free_search):
        try:
            yield from look(chosen, environ)
        except Stopped as unanswered:
            yield False, f"not looked at: {unanswered}"


def _models(chosen: Chosen, environ: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    if not chosen.models or environ.get("AZURE_RESOURCE_GROUP"):
        return  # what is deployed counts as used already
    place = environ.get("MODEL_LOCATION") or environ.get("AZURE_LOCATION", "")
    usage = az("cognitiveservices", "usage", "list", "--location", place) or []
    room = {
        entry["name"]["value"].lower(): int(entry["limit"]) - int(entry["currentValue"]) for entry in usage
    }
    for name, capacity in chosen.models:
        left = room.get(f"openai.globalstandard.{name}".lower())
        if left is None:
            yield (
                False,
                f"{name}: {place} tells no quota for it; if it is not offered there, set MODEL_LOCATION",
            )
        elif left < capacity:
            yield (
                True,
                (
                    f"{name}: {capacity} thousand tokens a minute are wanted and {left} are left in {place}: "
                    "make its capacity smaller, ask Azure for more, or set MODEL_LOCATION"
                ),
            )


def _free_search(chosen: Chosen, environ: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    if chosen.search_tier != "free":
        return
    ours = f"/resourcegroups/rg-{environ.get('AZURE_ENV_NAME', '')}/".lower()
    services = az("resource", "list", "--resource-type", "Microsoft.Search/searchServices") or []
    taken = [one for one in services if (one.get("sku") or {}).get("name") == "free"]
    if any(ours not in one["id"].lower() for one in taken):
        yield True, "the subscription's one free search service is taken: SEARCH_TIER=basic"


def deleted(environ: Mapping[str, str]) -> dict[str, bool]:
    """Which of this environment's resources were deleted and still hold their names, as parameters take it."""
    group = f"/resourcegroups/rg-{environ.get('AZURE_ENV_NAME', '')}/".lower()

    def any_of(listed: list[dict[str, Any]] | None, place: str) -> bool:
        return any(group in f"{_at(one, place)}/".lower() for one in listed or [])

    accounts = az("cognitiveservices", "account", "list-deleted")
    vaults = az("keyvault", "list-deleted", "--resource-type", "vault")
    return {
        "RESTORE_MODEL_ACCOUNT": any_of(accounts, "id"),
        "RECOVER_KEY_VAULT": any_of(vaults, "properties.vaultId"),
    }


def _at(entry: dict[str, Any], path: str) -> str:
    value: Any = entry
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return str(value or "")
