"""Without a key each request carries a token of the process's identity, through the real azure-identity and openai."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from local.model import ModelStandIn
from local.serve import serve
from shared.errors import ModelForbidden, ModelUnavailable
from shared.identity import credential
from shared.model.client import Model
from shared.secret import Secret
from tests.contract.model.talk import user
from tests.support.entra import IdentityEndpoint, new_token
from tests.support.stages import StageApp


@pytest.fixture
async def identity(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[IdentityEndpoint]:
    """The only one that azure-identity finds."""
    endpoint = IdentityEndpoint()
    endpoint.resource = "https://cognitiveservices.azure.com"
    async with serve(endpoint.app) as url:
        for name in ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{url}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", endpoint.header)
        credential.cache_clear()
        yield endpoint
        await credential().close()
        credential.cache_clear()


@pytest.fixture
async def model(identity: IdentityEndpoint) -> AsyncIterator[Model]:
    """The provider takes the identity's first token, and no other."""
    async with serve(ModelStandIn(identity.token).app) as url:
        settings = replace(
            StageApp().settings, openai_base_url=f"{url}/openai/v1/", openai_api_key=Secret("")
        )
        model = Model.connect(settings)
        yield model
        await model.close()


async def ask(model: Model) -> str | None:
    return (await model.chat([user("مرحبا")], [], within=5.0, cache_key="shop")).text


async def test_the_identitys_token_is_asked_for_once_and_opens_the_model(
    model: Model, identity: IdentityEndpoint
) -> None:
    assert await ask(model)
    assert await ask(model)
    assert identity.asked == 1


async def test_a_token_that_the_provider_does_not_take_is_no_outage(
    model: Model, identity: IdentityEndpoint
) -> None:
    identity.token = new_token()
    with pytest.raises(ModelForbidden):
        await ask(model)


async def test_without_a_token_the_turn_is_put_off(model: Model, identity: IdentityEndpoint) -> None:
    identity.refuses = True
    with pytest.raises(ModelUnavailable, match="no token for the model") as error:
        await ask(model)
    assert identity.token not in str(error.value)
