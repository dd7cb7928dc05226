"""What can be chosen for an environment: main.bicep, its parameter file, the hooks and their price list."""

import ast
import json
import re
from collections.abc import Iterator

from tests.unit.infra.tree import Tree, triggers


def parameters(tree: Tree) -> Iterator[str]:
    """Every parameter can be set by `azd env set`, and the hook knows the defaults that it checks by."""
    module = tree.bicep("main")
    file = json.loads(tree.text("infra/main.parameters.json"))["parameters"]
    yield from (
        f"{name} is not both in main.bicep and its parameters" for name in module.params.keys() ^ file.keys()
    )
    variables = {name: one["value"].strip("${}") for name, one in file.items()}
    hook = "infra/hooks/chosen.py"
    checked = {*tree.constant(hook, "CHOICES"), *tree.constant(hook, "NUMBERS")}
    yield from (f"{name} is checked and no parameter's" for name in checked - set(variables.values()))
    for variable, model, size, most in tree.constant(hook, "MODELS"):
        for name, default in ((variable, f"'{model}'"), (size, str(most))):
            parameter = next((key for key, value in variables.items() if value == name), "")
            if module.params.get(parameter) != default:
                yield f"{name} is {module.params.get(parameter)} in main.bicep and {default} in the hook"
    allowed = dict(re.findall(r"@allowed\((\[[^\]]*\])\)\nparam (\w+)", tree.text("infra/main.bicep")))
    choices = tree.constant(hook, "CHOICES")
    for texts, name in allowed.items():
        if tuple(str(one) for one in ast.literal_eval(texts)) != choices.get(variables[name]):
            yield f"{name} may be {texts}, the hook takes {choices.get(variables[name])}"


def prices(tree: Tree) -> Iterator[str]:
    """The hook has a price, or says that it has none, for all that can be chosen."""
    listed = json.loads(tree.text("infra/hooks/prices.json"))
    skus = json.loads(tree.text("infra/database-skus.json"))
    choices = tree.constant("infra/hooks/chosen.py", "CHOICES")
    pairs = (
        ("database_server", set(skus)),
        ("search_unit", set(choices["SEARCH_TIER"])),
        ("gateway", set(choices["GATEWAY_SKU"])),
    )
    for part, wanted in pairs:
        yield from (f"{part}: {name} is in one list only" for name in listed[part].keys() ^ wanted)
    a_day = sum(_runs_a_day(schedule) for schedule in triggers(tree).timers.values())
    if listed["timer_runs_a_day"] != a_day:
        yield f"timers run {a_day} times a day, the bill counts {listed['timer_runs_a_day']}"
    tiers = json.loads(tree.text("shared/search/tiers.json"))
    yield from (
        f"the tier {name} is not known to both"
        for name in tiers.keys() ^ tree.bicep("modules/search").variables["skus"].keys()
    )
    profiles = json.loads(tree.text("infra/profiles.json"))
    for name, profile in profiles.items():
        if profile["databaseSku"] not in skus or profile["searchTier"] not in tiers:
            yield f"the profile {name} wants what there is not"
    if profiles["dev"].keys() != profiles["prod"].keys():
        yield "one profile leaves open what the other decides"


def _runs_a_day(schedule: str) -> int:
    """Of seconds, minutes and hours; the timers have none of weekdays or months."""
    times = 1
    for text, most in zip(schedule.split(), (60, 60, 24), strict=False):
        start, _, step = text.partition("/")
        if step:
            times *= len(range(0 if start == "*" else int(start), most, int(step)))
        elif start == "*":
            times *= most
    return times
