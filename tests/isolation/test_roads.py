"""Which files speak to what tenants share: a closed list each, so that a second road to it is noticed when it is built."""

import ast
from pathlib import Path

import pytest

from tests.isolation.test_catalogue import CALLED_BY_OTHERS, CROSSING_FUNCTIONS
from tests.unit.tooling.rules.files import project_files, python_files
from tests.unit.tooling.rules.imports import PRODUCT, imported

ROOT = Path(__file__).parents[2]

#: By library, the only files that import it.
SPEAKERS = {
    "psycopg": {"shared/database/database.py", "shared/database/entra.py", "shared/database/refusals.py", "ops/migrate.py", "ops/database_login.py"},
    "psycopg_pool": {"shared/database/database.py"},
    "azure.search": {"shared/search/client.py", "catalog/service.py", "catalog/definition.py", "catalog/pilot.py"},
    "azure.servicebus": {"shared/bus/bus.py", "shared/bus/forgetting.py", "shared/bus/link.py"},
    "httpx": {"shared/graph/calls.py", "shared/graph/media.py", "shared/fetching.py", "shared/connectors/shop_calls.py"},
    "cryptography": {"shared/crypto.py", "shared/auth/keypair.py", "merchant/channels/push.py"},
    "jwt": {"shared/auth/tokens.py"},
}  # fmt: skip
#: Who opens a transaction without a tenant, and for which of the crossing functions.
CROSSING = {
    "shared/app.py": "whose account is it",
    "merchant/connect/states.py": "a login under way, before there is a shop",
    "merchant/sign_in_links.py": "whom a link lets in",
    "merchant/letters.py": "which letters are to leave",
    "shared/auth/signing_in.py": "whose key is it",
    "ingest/callbacks.py": "whom a signed callback of Meta's names",
    "ingest/deletion_page.py": "how far a deletion is, for whoever has its code",
    "shared/forgetting.py": "whose data are to go",
    "shared/consume.py": "why a message is poison",
    "process/record.py": "keep what nobody owns",
    "process/sweep.py": "which conversations are overdue",
    "shared/database/every_tenant.py": "which tenants there are",
    "merchant/alerting.py": "whose alerts are due",
    "merchant/retention.py": "how old is what nobody owns",
    "shared/search/placing.py": "how many indexes each search service has",
}
#: Who takes a client that carries no filter of its own.
SEARCHING = {
    "shared/search/client.py",
    "catalog/service.py",
    "catalog/paging.py",
}
#: Where the tenant's setting, and each function that crosses tenants, is named.
NAMING = {
    "app.tenant_id": {"shared/database/database.py"},
    "shop.tenant_of_account(": {"shared/app.py"},
    "shop.claim_account(": {"merchant/accounts.sql"},
    "shop.begin_login(": {"merchant/connect/states.sql"},
    "shop.end_login(": {"merchant/connect/states.sql"},
    "shop.ask_for_letter(": {"merchant/sign_in_links.sql"},
    "shop.let_in_by(": {"merchant/sign_in_links.sql"},
    "shop.use_link(": {"merchant/sign_in_links.sql"},
    "shop.invite(": {"merchant/people.sql"},
    "shop.claim_letters(": {"merchant/letters.sql"},
    "shop.note_letter(": {"merchant/letters.sql"},
    "shop.accounts_of_user(": {"ingest/callbacks.sql"},
    "shop.open_deletion(": {"ingest/callbacks.sql"},
    "shop.deletion_of(": {"ingest/deletion_page.sql"},
    "shop.mark_deletion(": {"merchant/forgetting.sql"},
    "shop.release_account(": {"merchant/forgetting.sql"},
    "shop.forget_directories(": {"merchant/forgetting.sql"},
    "shop.forget_unowned(": {"merchant/retention.sql"},
    "shop.tenants_to_forget(": {"shared/forgetting.sql"},
    "shop.key_of(": {"shared/auth/signing_in.sql"},
    "shop.register_key(": {"shared/auth/keys.sql"},
    "shop.tenants_after(": {"shared/database/every_tenant.sql"},
    "shop.keep_unrouted(": {"process/record.py"},
    "shop.note_poison(": {"shared/consume.py"},
    "shop.ring_overdue(": {"process/sweep.py"},
    "shop.owners_to_remind(": {"process/sweep.py"},
    "shop.tenants_to_alert(": {"merchant/alerting.sql"},
    "shop.take_search_place(": {"shared/search/placing.sql", "catalog/moves.sql"},
    "shop.search_usage(": {"shared/search/placing.sql"},
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


@pytest.mark.parametrize(("method", "callers"), [("crossing", set(CROSSING)), ("client", SEARCHING)])
def test_what_is_bound_to_no_tenant_is_asked_for_in_few_places(method: str, callers: set[str]) -> None:
    """A transaction without a tenant; a search client without a filter."""
    calling = {
        file.as_posix()
        for file in product_files()
        for node in ast.walk(ast.parse((ROOT / file).read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    }
    assert calling == callers


@pytest.mark.parametrize("named", sorted(NAMING))
def test_what_decides_or_crosses_tenants_is_named_in_few_places(named: str) -> None:
    """In any text of the product, SQL beside the code or within it; migrations define what they name."""
    naming = {
        file.as_posix()
        for file in [*product_files(), *(file for file in project_files(ROOT) if file.suffix == ".sql")]
        if file.parts[0].removesuffix(".py") in PRODUCT and "migrations" not in file.parts
        if named in (ROOT / file).read_text(encoding="utf-8")
    }
    assert naming == NAMING[named]


def test_no_statement_is_put_together_from_parts() -> None:
    """Each is a constant of its own; what a customer wrote can only be a parameter."""
    asked = [
        (f"{file.as_posix()}:{call.lineno}", call.args[0])
        for file in product_files()
        if file.name
        not in {"database.py", "memory_tables.py", "rows_in_pages.py"}  # which take what others ask
        for call in ast.walk(ast.parse((ROOT / file).read_bytes()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in {"queue", "row", "rows"} and call.args
    ]
    assert len(asked) > 40
    assert [where for where, statement in asked if not _is_constant(statement)] == []


def _is_constant(statement: ast.expr) -> bool:
    match statement:
        case ast.Constant(value=bytes()):
            return True
        case ast.Subscript(value=ast.Name(id="SQL") | ast.Attribute(attr="SQL")):
            return True
    return False


def test_every_crossing_function_has_its_named_place() -> None:
    assert {f"shop.{name}(" for name in CROSSING_FUNCTIONS - CALLED_BY_OTHERS} == NAMING.keys() - {
        "app.tenant_id"
    }
