"""What must be the same in two places that no compiler compares. Each rule returns a sentence for each difference."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

from local.keys import Keys, make
from tests.unit.infra.bicep import Expression
from tests.unit.infra.tree import Tree, evaluated, triggers

#: Settings of the product that the deployed app has no use for, and why.
NOT_ON_AZURE = {
    "DATABASE_MIGRATION_URL": "only the hook before a deployment migrates",
    "SEARCH_API_KEY": "the app's identity is let in",
}
HOSTS_OWN = {
    "AzureWebJobsStorage__accountName",
    "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__clientId",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    "AZURE_CLIENT_ID",
}
#: Flex Consumption sets these itself and refuses a deployment, or behaves oddly, where an app does.
FORBIDDEN = re.compile(
    r"FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|FUNCTIONS_WORKER_PROCESS_COUNT|WEBSITE_RUN_FROM_PACKAGE"
    r"|SCM_DO_BUILD_DURING_DEPLOYMENT|ENABLE_ORYX_BUILD|WEBSITE_CONTENT\w+"
)
BUS = "ServiceBusConnection"
EXAMPLE_ONLY = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"}


def settings(tree: Tree) -> Iterator[str]:
    """The class, the example, the README's table and the deployed app."""
    declared = set(tree.constant("shared/settings.py", "ENVIRONMENT"))
    example = set(json.loads(tree.text("local.settings.example.json"))["Values"]) - EXAMPLE_ONLY
    table = tree.text("README.md").partition("## Settings")[2].partition("\n## ")[0]
    readme = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    app = tree.bicep("modules/app")
    deployed = set(app.variables["product"])
    if f"'{BUS}${{n == 0 ? '' : string(n)}}__fullyQualifiedNamespace'" in app.variables["buses"]:
        deployed.add(BUS)
    for place, names in (("the example", example), ("the README", readme)):
        yield from (f"{name} is not in {place}" for name in declared - names)
        yield from (f"{name} of {place} is read by nobody" for name in names - declared)
    yield from (f"{name} is not set on Azure" for name in declared - deployed - NOT_ON_AZURE.keys())
    yield from (f"{name} is set on Azure and read by nobody" for name in deployed - declared)
    yield from (f"{name} is set on Azure without need" for name in deployed & NOT_ON_AZURE.keys())
    platform = set(app.variables["platform"])
    yield from (f"{name}: the host needs it, or does not know it" for name in platform ^ HOSTS_OWN)


def forbidden_on_flex(tree: Tree) -> Iterator[str]:
    yield from (
        f"{name} must not be set on Flex" for name in FORBIDDEN.findall(tree.text("infra/modules/app.bicep"))
    )


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


#: By route, where the app itself says how much it takes.
LARGEST = {
    "webhook": ("ingest/webhook.py", "MAX_BYTES"),
    "deauthorize": ("ingest/signed_request.py", "MAX_BYTES"),
    "data-deletion": ("ingest/signed_request.py", "MAX_BYTES"),
    "api/v1/catalog": ("catalog/api/receiving.py", "LARGEST"),
    "api/*": ("shared/api/frame.py", "LARGEST_BODY"),
    "console/*": ("merchant/web/respond.py", "LARGEST_BODY"),
}


#: A route of the API's that takes more than the others: the gateway names it apart.
ROOMIER = {"api/v1/catalog"}


def gateway(tree: Tree) -> Iterator[str]:
    """It lets through exactly the app's methods and paths, in the app's own sizes, however often."""
    module = tree.bicep("modules/gateway")
    routes = module.variables["routes"]
    let_through = {(one["method"], one["path"].strip("/")) for one in routes}
    served = {(method, re.sub(r"\{\*\w+\}", "*", route)) for method, route in triggers(tree).http}
    alike = {
        (method, path) for method, path in let_through if path in ROOMIER and (method, "api/*") in served
    }
    yield from (
        f"{method} /{path} is not both served and let through"
        for method, path in (let_through - alike) ^ served
    )
    small = evaluated(module.variables["small"])
    for one in routes:
        most = small if one["most"] == "small" else evaluated(str(one["most"]))
        path = one["path"].strip("/")
        has_body = one["method"] in {"POST", "PUT", "PATCH"}
        if has_body and path not in LARGEST:
            yield f"{one['name']}: nobody says how much the app takes there"
            continue
        wanted = tree.constant(*LARGEST[path]) if has_body else 0
        if most != wanted:
            yield f"{one['name']}: {most} bytes pass the gateway, the app takes {wanted}"
    policies = tree.text("infra/policies/api.xml") + tree.text("infra/policies/size.xml")
    if found := re.search(r"rate-limit|quota|ip-filter|limit-concurrency", policies):
        yield f"Meta posts from few addresses: no {found[0]}"
    header = tree.constant("shared/gateway.py", "HEADER")
    if f'<set-header name="{header}" exists-action="override">' not in policies:
        yield f"the gateway does not set {header} over what a caller may have sent"


#: By the role, what in the product cannot work without it: a file, and words in it.
NEEDS = {
    "Azure Service Bus Data Owner": ("shared/bus/bus.py", "ServiceBusClient(host, credential()"),
    "Search Index Data Contributor": ("shared/search/client.py", "= SearchClient("),
    "Search Service Contributor": ("shared/search/client.py", "return SearchIndexClient("),
    "Cognitive Services OpenAI User": ("shared/model/access.py", "cognitiveservices.azure.com/.default"),
    "Key Vault Secrets User": ("infra/modules/app.bicep", "@Microsoft.KeyVault(SecretUri="),
    "Storage Blob Data Owner": ("infra/modules/app.bicep", "AzureWebJobsStorage__accountName:"),
    "Monitoring Metrics Publisher": ("infra/modules/app.bicep", "Authorization=AAD"),
}


def roles(tree: Tree) -> Iterator[str]:
    """What the code needs is granted, and nothing else is."""
    granted: set[str] = set()
    for name in sorted(file.stem for file in (tree.root / "infra" / "modules").glob("*.bicep")):
        module = tree.bicep(f"modules/{name}")
        for one in module.of_type("Microsoft.Authorization/roleAssignments"):
            role = str(one.body["properties"]["roleDefinitionId"])
            named = re.findall(r"roles\['([\w ]+)'\]", role)
            granted |= set(named or module.variables.get("granted", []))
            if one.body.get("scope") is None:
                yield f"{name}: a role on the whole resource group"
            if not named and "roles[one]" not in role:
                yield f"{name}: a role that roles.json does not name"
    needed = {role for role, (file, words) in NEEDS.items() if words in tree.text(file)}
    known = set(json.loads(tree.text("infra/roles.json")))
    yield from (f"{role} is needed and not granted" for role in needed - granted)
    yield from (f"{role} is granted and not needed" for role in granted - needed)
    yield from (f"{role} of roles.json is granted to nobody, or lacks there" for role in known ^ granted)


def secrets(tree: Tree) -> Iterator[str]:
    """What the app and the gateway read from the vault is what main.bicep puts there."""
    read = set(re.findall(r"read\(vaultUri, secretNames, '([\w-]+)'\)", tree.text("infra/modules/app.bicep")))
    read |= {
        one.body["name"] for one in tree.bicep("modules/gateway").of_type("Microsoft.KeyVault/vaults/secrets")
    }
    main = tree.text("infra/main.bicep")
    put = set(re.findall(r"'([\w-]+)'", re.search(r"secrets: \{(.*?)\n    \}", main, re.DOTALL)[1]))  # type: ignore[index]
    listed = set(re.findall(r"'([a-z]+-[\w-]+)'", str(tree.bicep("main").variables["secretNames"])))
    yield from (
        f"the secret {name} is not in all of: read, put there, listed"
        for name in (read | put | listed) - (read & put & listed)
    )


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


RULES = (settings, forbidden_on_flex, queues, groups, gateway, roles, secrets, parameters, prices)
