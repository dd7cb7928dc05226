"""Queues and the groups of functions that work on them: Bicep, the contracts, the triggers and the stand-in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

from local.keys import Keys, make
from tests.unit.infra.bicep import Expression
from tests.unit.infra.tree import Tree, triggers


def queues(tree: Tree) -> Iterator[str]:
    """Bicep, the contracts and triggers, and the stand-in: names and every property that decides over a message."""
    bus = tree.bicep("modules/bus")
    (resource,) = bus.of_type("Microsoft.ServiceBus/namespaces/queues")
    deployed = {one["name"]: _filled_in(resource.body["properties"], one) for one in bus.variables["queues"]}
    stood_in = {one["name"]: one for one in _local_queues(tree)}
    contracts = tree.text("shared/contracts.py")
    names = dict(re.findall(r'^    ([A-Z]+) = "(\w+)"$', contracts, re.MULTILINE))
    found = triggers(tree)
    worked_on = {
        names[place]
        for contract in found.queues.values()
        for place in re.findall(
            rf"^class {contract}\(.*?^    queue = Queue\.(\w+)$", contracts, re.MULTILINE | re.DOTALL
        )[:1]
    }
    for place, queues_there in (
        ("Bicep", set(deployed)),
        ("the stand-in", set(stood_in)),
        ("the triggers", worked_on),
    ):
        yield from (
            f"the queue {name} is not in both the contracts and {place}"
            for name in set(names.values()) ^ queues_there
        )
    if not found.sessions:
        yield "the triggers take no sessions"
    for name in deployed.keys() & stood_in.keys():
        ours, theirs = (
            _as_stood_in(deployed[name]),
            {key: stood_in[name][key] for key in stood_in[name] if key != "name"},
        )
        yield from (
            f"{name}: {key} is {ours.get(key)} in Bicep and {theirs.get(key)} in the stand-in"
            for key in ours.keys() | theirs.keys()
            if ours.get(key) != theirs.get(key)
        )
        if deployed[name]["enablePartitioning"] is not False:
            yield f"{name}: a partitioned queue has another order"
    # Only there a message's id is that of what it tells; a doorbell's is fresh, so that a second one rings.
    by_content = {
        names[one]
        for one in re.findall(
            r"^    queue = Queue\.(\w+)$(?:(?!^class ).)*?def message_id\(self\)",
            contracts,
            re.MULTILINE | re.DOTALL,
        )
    }
    detecting = {name for name, one in deployed.items() if one["requiresDuplicateDetection"]}
    if by_content != detecting:
        yield f"duplicates are detected on {detecting}, and ids stand for contents on {by_content}"


def _filled_in(properties: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    return {
        key: one[value.removeprefix("one.")]
        if isinstance(value, Expression) and value.startswith("one.")
        else value
        for key, value in properties.items()
    }


def _as_stood_in(queue: dict[str, Any]) -> dict[str, Any]:
    window = _seconds(queue["duplicateDetectionHistoryTimeWindow"])
    return {
        "requiresSession": queue["requiresSession"],
        "duplicateDetectionWindow": window if queue["requiresDuplicateDetection"] else None,
        "lockDuration": _seconds(queue["lockDuration"]),
        "maxDeliveryCount": queue["maxDeliveryCount"],
        "defaultTtl": _seconds(queue["defaultMessageTimeToLive"]),
        "deadLetterOnExpiry": queue["deadLetteringOnMessageExpiration"],
    }


def _seconds(duration: str) -> int:
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", duration)
    assert found, duration
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return int(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds())


def _local_queues(tree: Tree) -> list[dict[str, Any]]:
    """As local/settings.py makes them, from its text as it stands in the tree."""
    module = ModuleType("settings_of_the_tree")
    keys: Keys = make()
    exec(compile(tree.text("local/settings.py"), "local/settings.py", "exec"), vars(module))  # noqa: S102
    made: list[dict[str, Any]] = module.queues(keys)["queues"]
    return made


def groups(tree: Tree) -> Iterator[str]:
    """How many groups of functions scale by themselves: what connections are counted by."""
    found = triggers(tree)
    named = tree.bicep("modules/app").variables["queueFunctions"]
    if set(named) != set(found.queues):
        yield f"always-ready groups {sorted(named)}, queue functions {sorted(found.queues)}"
    main, hook = tree.bicep("main").variables, "infra/hooks/chosen.py"
    counts = tree.text(hook).partition("QUEUE_FUNCTIONS, TIMERS, BOUNCER_CLIENTS = ")[2].partition("\n")[0]
    in_hook = tuple(int(one) for one in counts.split(","))
    in_bicep = (main["queueFunctions"], main["timers"], main["bouncerClients"])
    if in_hook != in_bicep:
        yield f"main.bicep counts {in_bicep}, the hook {in_hook}"
    if in_bicep[:2] != (len(found.queues), len(found.timers)):
        yield f"main.bicep counts {in_bicep[:2]}, the app has {len(found.queues)} and {len(found.timers)}"
    if set(main["alwaysReady"]) != {"http", *found.queues}:
        yield "alwaysReady names other groups than there are"
