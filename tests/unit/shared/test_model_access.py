"""Who gets a token of the process's identity: Azure's hosts, each for its own audience, and nobody else."""

import pytest

from shared.errors import Misconfigured
from shared.model.access import key_for, scope_of
from shared.secret import Secret


def test_a_key_is_used_as_it_is() -> None:
    assert key_for("https://api.openai.com/v1/", Secret("sk-1")) == "sk-1"


@pytest.mark.parametrize(
    ("address", "scope"),
    [
        ("https://shop.openai.azure.com/openai/v1/", "https://cognitiveservices.azure.com/.default"),
        ("https://SHOP.openai.azure.com/openai/v1/", "https://cognitiveservices.azure.com/.default"),
        ("https://shop.services.ai.azure.com/openai/v1/", "https://ai.azure.com/.default"),
        ("https://shop.openai.azure.us/openai/v1/", "https://cognitiveservices.azure.us/.default"),
        ("http://127.0.0.1:7000/openai/v1/", "https://cognitiveservices.azure.com/.default"),
    ],
)
def test_each_of_azures_hosts_has_its_audience(address: str, scope: str) -> None:
    assert scope_of(address) == scope
    assert callable(key_for(address, Secret("")))


@pytest.mark.parametrize(
    "address",
    [
        "https://api.openai.com/v1/",
        "http://shop.openai.azure.com/openai/v1/",
        "https://openai.azure.com.example/v1/",
        "https://shopopenai.azure.com/v1/",
        "not an address",
    ],
)
def test_nobody_else_is_sent_a_token(address: str) -> None:
    with pytest.raises(Misconfigured, match="OPENAI_API_KEY"):
        key_for(address, Secret(""))
