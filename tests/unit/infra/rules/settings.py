"""Settings: the class, the example, the README's table and the deployed app name the same ones."""

import json
import re
from collections.abc import Iterator

from tests.unit.infra.tree import Tree

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
