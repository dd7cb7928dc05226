"""What Bicep sets is what the app can read: the deployed settings, filled in as a deployment would, go through its own reader."""

import base64
import re
from typing import Any

import pytest

from shared.database.entra import entra_token, password_for
from shared.gateway import gateway_keys
from shared.model.access import scope_of
from shared.search.declared import Declared
from shared.settings import Settings, read_settings
from tests.unit.infra.bicep import Expression
from tests.unit.infra.tree import Tree

#: What a deployment knows, by the name that app.bicep gives it.
KNOWN = {
    "identityName": "id-x",
    "databaseHost": "psql-x.postgres.database.azure.com",
    "databasePort": "6432",
    "databaseName": "igshop",
    "string(length(busHosts))": "1",
    "string(databasePoolSize)": "8",
    "site.properties.defaultHostName": "func-x.azurewebsites.net",
    "searchEndpoint": "https://srch-x.search.windows.net",
    "modelBaseUrl": "https://cog-x.openai.azure.com/openai/v1/",
    "instagramAppId": "1234567890",
    "mailFrom": "alerts@shop.example",
    "semanticRanker ? 'semantic' : ''": "semantic",
    "searchTier": "basic",
    "furtherSearchServices": "",
    "searchPilotTenants": "",
}
SECRETS = {
    "instagram-app-secrets": "one,two",
    "instagram-verify-token": "agreed",
    "secret-key-ring": f"k1:{base64.b64encode(bytes(32)).decode()}",
    "gateway-keys": "g" * 32,
    "openai-api-key": "",
    "web-push-key": base64.urlsafe_b64encode((7).to_bytes(32)).decode().rstrip("="),
    "smtp-url": "smtps://user:password@mail.example",
}


@pytest.fixture(scope="module")
def deployed() -> dict[str, str]:
    tree = Tree()
    defaults = {name: (value or "").strip("'") for name, value in tree.bicep("main").params.items()}
    known = {**defaults, **KNOWN}
    return {
        name: _filled(value, known) for name, value in tree.bicep("modules/app").variables["product"].items()
    }


def _filled(value: Any, known: dict[str, str]) -> str:
    if not isinstance(value, Expression):
        return str(value)
    if secret := re.fullmatch(r"read\(vaultUri, secretNames, '([\w-]+)'\)", value):
        return SECRETS[secret[1]]
    if own := re.fullmatch(r"empty\(publicUrl\) \? ('.*') : publicUrl", value):
        value = Expression(own[1])
    if value.startswith("'"):
        return re.sub(r"\$\{([^}]*)\}", lambda found: known[found[1]], value.strip("'"))
    return known[value]


@pytest.fixture(scope="module")
def settings(deployed: dict[str, str]) -> Settings:
    return read_settings(deployed)


def test_the_deployed_settings_are_read_without_a_complaint(
    deployed: dict[str, str], settings: Settings
) -> None:
    assert settings.public_url == "https://func-x.azurewebsites.net"
    assert settings.app_secrets == (b"one", b"two")
    assert settings.semantic_ranker
    assert (settings.graph_version, settings.login.app_id) == ("v26.0", "1234567890")
    assert gateway_keys(deployed) == (b"g" * 32,)
    assert settings.mail is not None


def test_models_of_the_defaults_are_of_families_whose_requests_are_known(settings: Settings) -> None:
    names = [model.name for model in settings.chat_models]
    assert names == ["gpt-5.1", "gpt-5-mini"]
    assert settings.embedding_model == "text-embedding-3-small"


def test_no_key_is_set_where_the_identity_signs_in(settings: Settings) -> None:
    assert password_for(settings.database_url) is entra_token
    assert scope_of(settings.openai_base_url) == "https://cognitiveservices.azure.com/.default"
    assert settings.openai_api_key.reveal() == ""
    assert [service.api_key.reveal() for service in settings.search_services] == [""]


def test_further_search_services_are_written_as_they_are_read() -> None:
    written = Tree().bicep("main").variables["furtherServices"]
    filled = {name: _filled(value, {"n": "1", "token": "x", "tier": "s1"}) for name, value in written.items()}
    service = Declared.model_validate(filled)
    assert (service.name, service.endpoint, service.tier) == (
        "search-1",
        "https://srch-x-1.search.windows.net",
        "s1",
    )
