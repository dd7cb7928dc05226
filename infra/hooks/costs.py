"""What a profile costs a month while nobody writes, from a price list with its date."""

from collections.abc import Iterator

from chosen import Chosen
from commands import data

#: A part and its price; None where the list has none.
Line = tuple[str, float | None]
DAYS = 30.4  #: of a month


def idle(chosen: Chosen) -> Iterator[Line]:
    prices = data("hooks/prices.json")
    server = prices["database_server"][chosen.database_sku]
    storage = chosen.database_storage_gb * prices["database_storage_gb"]
    yield (
        f"PostgreSQL {chosen.database_sku}, {chosen.database_storage_gb} GB",
        None if server is None else server + storage,
    )
    units = chosen.search_units
    yield (
        f"AI Search {chosen.search_tier}, {units} unit{'s' * (units > 1)}",
        units * prices["search_unit"][chosen.search_tier],
    )
    yield f"Service Bus Standard, {chosen.namespaces}", chosen.namespaces * prices["service_bus_namespace"]
    yield f"API Management {chosen.gateway}", prices["gateway"][chosen.gateway]
    ready = chosen.always_ready * chosen.memory_mb / 1024 * prices["always_ready_gb"]
    yield f"always-ready instances of {chosen.memory_mb} MB, {chosen.always_ready}", ready
    yield f"timers on instances of {chosen.memory_mb} MB", timers(chosen.memory_mb)
    yield "alert rules" if chosen.alerts else "no alert rules", prices["alert_rules"] * chosen.alerts


def timers(memory_mb: int) -> float:
    """They run whether somebody writes or not, and a run is billed for a second at least; a month's free grant is used up first."""
    prices = data("hooks/prices.json")
    rates, runs = prices["execution"], prices["timer_runs_a_day"] * DAYS
    gb_seconds = max(runs * memory_mb / 1024 - rates["free_gb_seconds"], 0)
    return float(gb_seconds * rates["gb_second"] + max(runs - rates["free_runs"], 0) * rates["run"])


def report(chosen: Chosen) -> str:
    prices = data("hooks/prices.json")
    lines = list(idle(chosen))
    shown = [f"  {'?' if price is None else f'{price:.0f}':>6}  {part}" for part, price in lines]
    total = sum(price for _, price in lines if price is not None)
    unknown = (
        "" if all(price is not None for _, price in lines) else ", and what has a ?: see Azure's price list"
    )
    head = (
        f"What {chosen.environment_type} costs while nobody writes ({prices['currency']}; {prices['as_of']}):"
    )
    return "\n".join([head, *shown, f"  {total:>6.0f}  in all{unknown}"])
