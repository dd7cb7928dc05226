"""With keys set only what the gateway lets through is worked on, whatever trigger it is for."""

import azure.functions as func
import pytest

from shared.errors import Misconfigured, Refused
from shared.gateway import HEADER, SETTING, gateway_keys, only_through_gateway
from shared.rim import answer

OLD, NEW = "o" * 24, "n" * 32
BOTH = {SETTING: f"{NEW}, {OLD}"}


@pytest.mark.parametrize("headers", [{}, {HEADER: "someone"}], ids=["nothing", "something"])
@pytest.mark.parametrize("environ", [{}, {SETTING: ""}, {SETTING: "  "}], ids=str)
def test_without_keys_everybody_may_call(headers: dict[str, str], environ: dict[str, str]) -> None:
    only_through_gateway(headers, environ)


@pytest.mark.parametrize("key", [OLD, NEW])
def test_each_key_is_good_while_one_replaces_another(key: str) -> None:
    only_through_gateway({HEADER: key}, BOTH)


@pytest.mark.parametrize(
    "borne", ["", NEW[:-1], NEW + "n", NEW.upper(), f"{NEW},{OLD}", f"{NEW}, {OLD}", "نعم"]
)
def test_anything_else_is_refused(borne: str) -> None:
    with pytest.raises(Refused) as refusal:
        only_through_gateway({HEADER: borne}, BOTH)
    assert refusal.value.status == 403
    assert NEW not in refusal.value.reason


@pytest.mark.parametrize(
    "text",
    [
        ",",
        f"{NEW},",
        "short",
        f"{NEW},short",
        "@Microsoft.KeyVault(SecretUri=https://kv-1.vault.azure.net/secrets/k)",
    ],
)
def test_a_setting_that_would_let_a_guess_in_is_no_setting(text: str) -> None:
    with pytest.raises(Misconfigured) as error:
        gateway_keys({SETTING: text})
    assert NEW not in str(error.value)


@pytest.fixture
def behind_a_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, NEW)


async def _work(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("done")


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 403), ({"X-Gateway-Key": NEW}, 200)], ids=["direct", "through"]
)
async def test_every_http_trigger_asks_at_its_rim(
    behind_a_gateway: None, headers: dict[str, str], status: int
) -> None:
    request = func.HttpRequest("POST", "https://app.example/webhook", headers=headers, body=b"{}")
    assert (await answer("webhook", request, _work)).status_code == status
