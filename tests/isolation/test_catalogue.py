"""What PostgreSQL's own catalogue says of our schema: no table, key, policy or function slips past the tenant rule."""

from typing import Any

import psycopg
import pytest

#: Outside the tenant rule, reached only by the functions below. A new name here needs a reason in the design.
WITHOUT_TENANT = {
    "account_directory",
    "key_directory",
    "unrouted_events",
    "poison_notes",
    "oauth_states",
    "deletion_status",
    "sign_in_letters",
}
CROSSING_FUNCTIONS = {
    "tenant_of_account",
    "claim_account",
    "key_of",
    "register_key",
    "tenants_after",
    "keep_unrouted",
    "note_poison",
    "ring_overdue",
    "owners_to_remind",
    "tenants_to_alert",
    "search_indexes",
    "take_search_place",
    "search_usage",
    "begin_login",
    "end_login",
    "accounts_of_user",
    "open_deletion",
    "deletion_of",
    "mark_deletion",
    "tenants_to_forget",
    "release_account",
    "forget_directories",
    "forget_unowned",
    "ask_for_letter",
    "invite",
    "claim_letters",
    "note_letter",
    "let_in_by",
    "use_link",
}
#: Names every shop's index, which is for counting alone.
CALLED_BY_OTHERS = {"search_indexes"}
#: With no rights but the caller's, so the caller's policies hold inside.
CALLERS_RIGHTS = {"tenant", "spent", "may_go_on", "told_of", "variants_of"}
#: Written once and for all: the app may add to it and read it.
APPEND_ONLY = {"audit_log"}
#: What the crossing functions may touch.
CROSSING_GRANTS = {
    "oauth_states": {"SELECT", "INSERT", "DELETE"},
    "sign_in_letters": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "account_directory": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "key_directory": {"SELECT", "INSERT", "DELETE"},
    "deletion_status": {"SELECT", "INSERT", "UPDATE"},
    "deletion_requests": {"SELECT"},
    "audit_log": {"SELECT", "DELETE"},  # of the transaction's own tenant, by its policy
    "unrouted_events": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "poison_notes": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "conversations": {"SELECT", "UPDATE"},
    "parts": {"SELECT"},
    "search_moves": {"SELECT"},
}
CROSSING_COLUMNS = {
    ("tenants", column, "SELECT")
    for column in ("tenant_id", "search_service", "search_index", "search_index_next", "search_index_before")
} | {
    *(("accounts", column, "SELECT") for column in ("tenant_id", "account_id", "app_scoped_id")),
    *(
        ("users", column, "SELECT")
        for column in ("tenant_id", "user_id", "role", "email", "disabled_at", "not_before")
    ),
    *(("alerts", column, "SELECT") for column in ("tenant_id", "next_round_at", "ended_at")),
    *(("alert_deliveries", column, "SELECT") for column in ("tenant_id", "state", "not_before")),
}
ROLES = {"igshop_owner", "igshop_app", "igshop_crossing"}


@pytest.fixture(scope="module")
def ask(admin: psycopg.Connection) -> Any:
    def query(sql: str) -> list[tuple[Any, ...]]:
        return admin.execute(sql.encode()).fetchall()

    return query


def tenant_tables(ask: Any) -> set[str]:
    named = {name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'shop'")}
    assert named >= WITHOUT_TENANT
    return named - WITHOUT_TENANT


def test_the_schema_holds_tables_and_their_indexes_and_nothing_that_would_bypass_policies(ask: Any) -> None:
    kinds = {
        kind
        for (kind,) in ask("SELECT relkind::text FROM pg_class WHERE relnamespace = 'shop'::regnamespace")
    }
    assert kinds <= {"r", "i"}


def test_every_tenant_table_forces_row_level_security(ask: Any) -> None:
    forced = {
        name
        for (name,) in ask(
            "SELECT relname FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relkind = 'r'"
            " AND relrowsecurity AND relforcerowsecurity"
        )
    }
    assert forced == tenant_tables(ask)


@pytest.mark.parametrize("kind", ["indisprimary", "indisunique"])
def test_the_tenant_leads_every_primary_and_unique_key(ask: Any, kind: str) -> None:
    """A unique key that spans tenants would tell one of them what another has."""
    leading = ask(
        "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        f" WHERE c.relnamespace = 'shop'::regnamespace AND i.{kind}"
    )
    assert {table for table, _ in leading} >= tenant_tables(ask)
    assert {column for table, column in leading if table not in WITHOUT_TENANT} == {"tenant_id"}


def test_the_tenant_leads_every_foreign_key_on_both_sides(ask: Any) -> None:
    keys = ask(
        "SELECT conrelid::regclass::text,"
        " (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]),"
        " (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1])"
        " FROM pg_constraint WHERE contype = 'f' AND connamespace = 'shop'::regnamespace"
    )
    assert keys
    assert {(own, other) for _, own, other in keys} == {("tenant_id", "tenant_id")}


def test_every_tenant_table_has_the_tenant_policy_for_reading_and_for_writing(ask: Any) -> None:
    policies = ask(
        "SELECT tablename, roles::text[], cmd, permissive, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'shop' AND NOT 'igshop_crossing' = ANY(roles)"
    )
    rule = "(tenant_id = shop.tenant())"
    assert {table for table, *_ in policies} == tenant_tables(ask)
    assert {tuple(map(str, policy)) for _, *policy in policies} == {
        ("['igshop_app']", "ALL", "PERMISSIVE", rule, rule)
    }


def test_the_only_other_policies_are_of_the_crossing_functions_owner(ask: Any) -> None:
    policies = ask(
        "SELECT tablename, roles::text[], cmd FROM pg_policies WHERE schemaname = 'shop' AND policyname <> 'of_tenant'"
    )
    assert sorted(policies) == [
        ("accounts", ["igshop_crossing"], "SELECT"),
        ("alert_deliveries", ["igshop_crossing"], "SELECT"),
        ("alerts", ["igshop_crossing"], "SELECT"),
        ("audit_log", ["igshop_crossing"], "ALL"),
        ("conversations", ["igshop_crossing"], "ALL"),
        ("deletion_requests", ["igshop_crossing"], "SELECT"),
        ("parts", ["igshop_crossing"], "SELECT"),
        ("search_moves", ["igshop_crossing"], "SELECT"),
        ("tenants", ["igshop_crossing"], "SELECT"),
        ("users", ["igshop_crossing"], "SELECT"),
    ]


def test_the_apps_role_may_read_and_write_tenants_rows_and_nothing_else(ask: Any) -> None:
    allowed = {"SELECT", "INSERT", "UPDATE", "DELETE"}  # TRUNCATE asks no policy
    wanted = {(table, right) for table in tenant_tables(ask) for right in allowed}
    wanted -= {(table, right) for table in APPEND_ONLY for right in ("UPDATE", "DELETE")}
    assert table_grants(ask, "igshop_app") == wanted
    assert column_grants(ask, "igshop_app") == set()
    assert table_grants(ask, "igshop") | column_grants(ask, "igshop") == set()


def test_what_may_cross_tenants_is_a_closed_list(ask: Any) -> None:
    assert table_grants(ask, "igshop_crossing") == {
        (table, right) for table, rights in CROSSING_GRANTS.items() for right in rights
    }
    assert column_grants(ask, "igshop_crossing") == CROSSING_COLUMNS
    to_others = ask(
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_schema = 'shop'"
    )
    assert {grantee for (grantee,) in to_others} <= ROLES


def table_grants(ask: Any, role: str) -> set[tuple[str, str]]:
    return set(
        ask(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            f" WHERE table_schema = 'shop' AND grantee = '{role}'"
        )
    )


def column_grants(ask: Any, role: str) -> set[tuple[str, str, str]]:
    """Rights to single columns, which no list of rights to tables shows."""
    granted = ask(
        "SELECT table_name, column_name, privilege_type FROM information_schema.role_column_grants"
        f" WHERE table_schema = 'shop' AND grantee = '{role}'"
    )
    whole = table_grants(ask, role)
    return {(table, column, right) for table, column, right in granted if (table, right) not in whole}


def test_no_role_of_ours_logs_in_bypasses_policies_or_makes_roles(ask: Any) -> None:
    roles = ask(
        "SELECT rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname LIKE 'igshop\\_%'"
    )
    assert {name for name, *_ in roles} == ROLES
    assert not any(any(rights) for _, *rights in roles)


def test_the_apps_login_is_a_member_of_the_apps_role_alone(ask: Any) -> None:
    memberships = ask(
        "SELECT r.rolname, m.admin_option FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
        " WHERE m.member = 'igshop'::regrole"
    )
    assert memberships == [("igshop_app", False)]
    assert (
        ask(
            "SELECT 1 FROM pg_auth_members WHERE member IN ('igshop_app'::regrole, 'igshop_crossing'::regrole)"
        )
        == []
    )


@pytest.mark.parametrize("role", ["igshop", "igshop_app"])
def test_the_app_owns_nothing(ask: Any, role: str) -> None:
    assert ask(f"SELECT 1 FROM pg_shdepend WHERE refobjid = '{role}'::regrole AND deptype = 'o'") == []


def test_functions_that_cross_tenants_are_a_closed_list_with_a_fixed_search_path(ask: Any) -> None:
    functions = ask(
        "SELECT proname, prosecdef, proconfig, proowner::regrole::text FROM pg_proc"
        f" WHERE pronamespace = 'shop'::regnamespace AND proname NOT IN {tuple(CALLERS_RIGHTS)}"
    )
    assert {name for name, *_ in functions} == CROSSING_FUNCTIONS
    assert len(functions) == len(CROSSING_FUNCTIONS)  # none is overloaded
    for _, definer, config, owner in functions:
        assert definer
        assert config == ["search_path=pg_catalog, pg_temp"]
        assert owner == "igshop_crossing"


@pytest.mark.parametrize("name", sorted(CALLERS_RIGHTS))
def test_the_other_functions_have_no_rights_of_their_own(ask: Any, name: str) -> None:
    functions = ask(
        "SELECT prosecdef, provolatile::text, proowner::regrole::text FROM pg_proc"
        f" WHERE pronamespace = 'shop'::regnamespace AND proname = '{name}'"
    )
    assert functions == [(False, "s", "igshop_owner")]


def test_nobody_but_the_app_may_call_a_function_of_ours(ask: Any) -> None:
    callers = ask(
        "SELECT p.proname, CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END FROM pg_proc p,"
        " aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'shop'::regnamespace AND a.grantee <> p.proowner"
    )
    expected = {(name, "igshop_app") for name in CROSSING_FUNCTIONS - CALLED_BY_OTHERS | CALLERS_RIGHTS}
    assert set(callers) == expected | {("tenant", "igshop_crossing")}


def test_the_public_has_no_way_into_the_schema(ask: Any) -> None:
    rights = ask(
        "SELECT CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END, a.privilege_type"
        " FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'shop' AND a.grantee <> n.nspowner"
    )
    assert {grantee for grantee, _ in rights} == {"igshop_app", "igshop_crossing"}
    assert ("igshop_app", "CREATE") not in rights


def test_the_app_has_no_right_to_the_list_of_migrations_nor_to_make_anything_beside_it(ask: Any) -> None:
    ((readable, creates),) = ask(
        "SELECT has_table_privilege('igshop', 'public.igshop_migrations', 'SELECT, INSERT, UPDATE, DELETE'),"
        " has_schema_privilege('igshop', 'public', 'CREATE') OR has_database_privilege('igshop', current_database(), 'CREATE')"
    )
    assert (readable, creates) == (False, False)
