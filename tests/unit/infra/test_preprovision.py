"""The hook before provisioning, run as azd runs it, in a Python that has nothing installed."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from shared.crypto import KeyRing
from shared.gateway import gateway_keys
from shared.outlets import read_push_key
from shared.secret import Secret
from tests.support.azure_tools import AzureTools, azure_tools

HOOKS = Path(__file__).parents[3] / "infra" / "hooks"
#: As its last lines do, on a day on which the models of the defaults are all there.
HOOK = f"""
import datetime, functools, sys
sys.path.insert(0, {str(HOOKS)!r})
import commands, preprovision
work = functools.partial(preprovision.work, today=datetime.date(2026, 11, 27))
sys.exit(commands.ending_in_words(work))
"""
GIVEN = {
    "AZURE_ENV_NAME": "shop",
    "AZURE_LOCATION": "swedencentral",
    "OPERATOR_EMAIL": "ops@shop.example",
    "INSTAGRAM_APP_SECRETS": "one,two",
}
ME = {"id": "0d5c8b0e-6f0a-4d6e-8a53-5c1f4ab0f001", "userPrincipalName": "me@shop.example"}
MODELS = ("gpt-5.1", "gpt-5-mini", "text-embedding-3-small", "gpt-4o-mini-transcribe", "gpt-4o")


def usage(limit: int) -> list[dict[str, object]]:
    return [
        {"name": {"value": f"OpenAI.GlobalStandard.{model}"}, "currentValue": 5.0, "limit": limit}
        for model in MODELS
    ]


@pytest.fixture
def tools(tmp_path: Path) -> AzureTools:
    tools = azure_tools(tmp_path)
    tools.answer(
        az_cognitiveservices_usage=usage(1000),
        az_resource_list=[],
        az_ad_signed__in__user_show=ME,
        az_cognitiveservices_account_list__deleted=[],
        az_keyvault_list__deleted=[],
    )
    return tools


def run(tools: AzureTools, **environ: str) -> "subprocess.CompletedProcess[str]":
    # -S: no package of this project may be needed before anything is installed.
    command = [sys.executable, "-S", "-E", "-c", HOOK]
    given = tools.environ(**{**GIVEN, **environ})
    return subprocess.run(command, env=given, capture_output=True, encoding="utf-8", check=False)


def test_what_nobody_has_to_think_of_is_made_and_can_be_read_by_the_app(tools: AzureTools) -> None:
    done = run(tools)
    assert (done.returncode, done.stderr) == (0, "")
    made = tools.remembered
    KeyRing.parse(Secret(made["SECRET_KEY_RING"]))
    assert gateway_keys(made)
    assert read_push_key(Secret(made["WEB_PUSH_KEY"])) is not None
    assert len(base64.urlsafe_b64decode(made["INSTAGRAM_VERIFY_TOKEN"])) == 24
    assert made["BUDGET_START"] == "2026-11-01"
    assert made["DATABASE_ADMIN_ID"] == ME["id"]
    assert (made["DATABASE_ADMIN_NAME"], made["DATABASE_ADMIN_TYPE"]) == (ME["userPrincipalName"], "User")
    for name in ("SECRET_KEY_RING", "GATEWAY_KEYS", "WEB_PUSH_KEY", "INSTAGRAM_VERIFY_TOKEN"):
        assert made[name] not in done.stdout


def test_a_second_run_makes_nothing_anew(tools: AzureTools) -> None:
    run(tools)
    before = tools.remembered
    again = run(tools, **before)
    assert again.returncode == 0
    assert tools.remembered == before
    assert "made" not in again.stdout


def test_the_bill_of_the_smallest_profile_is_told_with_the_prices_date(tools: AzureTools) -> None:
    said = run(tools).stdout
    assert "2026-11-23" in said
    assert "49  in all" in said


def test_the_bill_counts_what_was_chosen(tools: AzureTools) -> None:
    said = run(tools, ENVIRONMENT_TYPE="prod", SERVICE_BUS_NAMESPACES="2", ALWAYS_READY_TURN="2").stdout
    # 130 + 64 x 0.116, two search units of 74, two namespaces, the gateway, 1 + 2 x (1 + 2 + 1) instances of 2 GB, the timers, alerts
    lines = [137, 148, 20, 210, 189, 23, 7]
    assert [int(line.split()[0]) for line in said.splitlines() if line.startswith("  ")] == [*lines, 734]


def test_timers_are_billed_by_the_second_past_what_is_free(tools: AzureTools) -> None:
    small = next(
        line for line in run(tools, INSTANCE_MEMORY_MB="512").stdout.splitlines() if "timers" in line
    )
    # 15,265 x 30.4 runs: half a GB-second each less 100,000 at 0.000026, and the runs past 250,000 at 0.0000004
    assert small.split()[0] == "4"


def test_a_server_without_a_known_price_is_told_as_such(tools: AzureTools) -> None:
    said = run(tools, DATABASE_SKU="Standard_B2s").stdout
    assert "?  PostgreSQL Standard_B2s" in said
    assert "and what has a ?" in said


def test_a_model_that_is_not_wanted_is_neither_looked_for_nor_minded(tools: AzureTools) -> None:
    assert "gpt-4o-mini-transcribe retires on 2026-12-15, in 18 days" in run(tools).stdout
    assert "transcribe" not in run(tools, TRANSCRIPTION_MODEL="none").stdout
    tools.answer(az_cognitiveservices_usage=usage(1))
    assert run(tools, MODEL_PROVIDER="openai", OPENAI_API_KEY="k").returncode == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"OPERATOR_EMAIL": ""}, "OPERATOR_EMAIL"),
        ({"INSTAGRAM_APP_SECRETS": " , "}, "INSTAGRAM_APP_SECRETS"),
        ({"MODEL_PROVIDER": "openai"}, "OPENAI_API_KEY"),
        ({"SMTP_URL": "smtps://a:b@mail.example"}, "MAIL_FROM"),
        ({"ENVIRONMENT_TYPE": "test"}, "ENVIRONMENT_TYPE is one of dev, prod"),
        ({"SERVICE_BUS_NAMESPACES": "two"}, "SERVICE_BUS_NAMESPACES is a whole number"),
        ({"DATABASE_SKU": "Standard_E2ds_v5"}, "DATABASE_SKU is one of"),
        ({"MAXIMUM_INSTANCE_COUNT": "2"}, "46 connections"),
        ({"SEARCH_REPLICAS": "2"}, "a free search service is one without replicas"),
        (
            {"ENVIRONMENT_TYPE": "prod", "SEARCH_TIER": "free", "SEARCH_REPLICAS": "1"},
            "may be deleted by Azure",
        ),
        ({"DATABASE_CLIENT_ADDRESS": "192.168.1.20"}, "DATABASE_CLIENT_ADDRESS is the public"),
        ({"DATABASE_CLIENT_ADDRESS": "2001:db8::1"}, "DATABASE_CLIENT_ADDRESS is the public"),
        ({"OWN_DOMAIN_URL": "https://shop.example/"}, "OWN_DOMAIN_URL is https://"),
        ({"INSTAGRAM_APP_ID": "shop"}, "INSTAGRAM_APP_ID is a number"),
        ({"SEMANTIC_RANKER": "true"}, "has no semantic ranker"),
        ({"CHAT_MODEL": "gpt-4o"}, "gpt-4o: Azure retired it on 2026-10-01"),
        ({"CHAT_CAPACITY": "996"}, "gpt-5.1: 996 thousand tokens a minute are wanted and 995 are left"),
    ],
)
def test_what_azure_would_refuse_is_told_first(tools: AzureTools, given: dict[str, str], told: str) -> None:
    done = run(tools, **given)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert tools.remembered == {}


def test_everything_wrong_is_told_at_once(tools: AzureTools) -> None:
    said = run(tools, OPERATOR_EMAIL="", INSTAGRAM_APP_SECRETS="", GATEWAY_SKU="Premium").stderr
    assert all(name in said for name in ("OPERATOR_EMAIL", "INSTAGRAM_APP_SECRETS", "GATEWAY_SKU"))


def test_a_free_search_service_of_somebody_else_is_in_the_way_and_ones_own_is_not(tools: AzureTools) -> None:
    free = {"sku": {"name": "free"}}
    tools.answer(az_resource_list=[{"id": "/subscriptions/s/resourceGroups/rg-shop/providers/p", **free}])
    assert run(tools).returncode == 0
    tools.answer(az_resource_list=[{"id": "/subscriptions/s/resourceGroups/rg-shop2/providers/p", **free}])
    assert "one free search service is taken" in run(tools).stderr


def test_a_question_that_az_does_not_answer_stops_nothing(tools: AzureTools) -> None:
    tools.answer(
        az_cognitiveservices_usage="AuthorizationFailed", az_keyvault_list__deleted="AuthorizationFailed"
    )
    done = run(tools)
    assert done.returncode == 0
    assert done.stdout.count("AuthorizationFailed") == 2


def test_what_was_deleted_is_taken_back(tools: AzureTools) -> None:
    group = "/subscriptions/s/resourceGroups/rg-shop"
    tools.answer(
        az_cognitiveservices_account_list__deleted=[{"id": f"{group}/deletedAccounts/cog-1"}],
        az_keyvault_list__deleted=[{"properties": {"vaultId": f"{group}2/providers/p/vaults/kv-1"}}],
    )
    run(tools)
    assert tools.remembered["RESTORE_MODEL_ACCOUNT"] == "true"
    assert "RECOVER_KEY_VAULT" not in tools.remembered


def test_what_was_taken_back_is_not_asked_for_again(tools: AzureTools) -> None:
    run(tools, RESTORE_MODEL_ACCOUNT="true")
    assert tools.remembered["RESTORE_MODEL_ACCOUNT"] == "false"


def test_a_pipeline_whose_name_az_may_not_tell_is_told_what_to_set(tools: AzureTools) -> None:
    tools.answer(az_ad_sp_show="Insufficient privileges")
    done = run(tools, AZURE_PRINCIPAL_TYPE="ServicePrincipal", AZURE_CLIENT_ID="c")
    assert done.returncode == 1
    assert "Insufficient privileges" in done.stderr
    assert "DATABASE_ADMIN_NAME" in done.stderr


def test_without_az_it_says_so(tools: AzureTools) -> None:
    for program in [one for one in tools.folder.iterdir() if one.stem == "az"]:
        program.unlink()
    assert "az is not installed" in run(tools).stderr
