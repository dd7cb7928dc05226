"""What the app may do and which secrets it reads: as much as its code needs."""

import json
import re
from collections.abc import Iterator

from tests.unit.infra.tree import Tree

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
