"""Which files speak to what tenants share: a closed list each, so that a second road to it is noticed when it is built."""

import ast
from pathlib import Path

import pytest

from tests.unit.tooling.rules.files import python_files
from tests.unit.tooling.rules.imports import PRODUCT, imported

ROOT = Path(__file__).parents[2]

#: By library, the only files that import it.
SPEAKERS = {
    "psycopg": {"shared/database/database.py", "shared/database/entra.py", "shared/database/refusals.py", "ops/migrate.py"},
    "psycopg_pool": {"shared/database/database.py"},
    "azure.search": {"shared/search/client.py", "catalog/indexing.py", "catalog/definition.py"},
    "azure.servicebus": {"shared/bus/bus.py", "shared/bus/link.py"},
    "httpx": {"shared/graph/client.py"},
    "cryptography": {"shared/crypto.py", "shared/auth/keypair.py"},
    "jwt": {"shared/auth/tokens.py"},
}  # fmt: skip
#: Who opens a transaction without a tenant, and for which of the crossing functions.
CROSSING = {
    "shared/app.py": "whose account is it",
    "shared/auth/signing_in.py": "whose key is it",
    "shared/consume.py": "why a message is poison",
    "process/record.py": "keep what nobody owns",
    "process/sweep.py": "which conversations are overdue",
    "ops/ring.py": "which tenants there are",
}


def product_files() -> list[Path]:
    return [file for file in python_files(ROOT) if file.parts[0].removesuffix(".py") in PRODUCT]


@pytest.mark.parametrize("library", sorted(SPEAKERS))
def test_a_library_that_reaches_shared_things_is_used_in_few_places(library: str) -> None:
    speaking = {
        file.as_posix()
        for file in product_files()
        for _, module in imported(ast.parse((ROOT / file).read_bytes()), file)
        if f"{module}.".startswith(f"{library}.")
    }
    assert speaking == SPEAKERS[library]


def test_transactions_without_a_tenant_are_opened_in_few_places() -> None:
    crossing = {
        file.as_posix()
        for file in product_files()
        for node in ast.walk(ast.parse((ROOT / file).read_bytes()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "crossing"
    }
    assert crossing == CROSSING.keys()
