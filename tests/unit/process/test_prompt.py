"""What every request begins with: the same bytes for one tenant, and few of them."""

import hashlib
import json
import os
import subprocess
import sys
from typing import Any, get_args

import pytest

from local.children import ROOT
from process.prompt import system_prompt
from process.tools import schemas
from shared.offers import Bargaining

SHOP: dict[str, Any] = {
    "name_ar": "دار الياسمين",
    "name_en": "Dar Yasmin",
    "about_ar": "بوتيك أزياء وهدايا في عمّان، التوصيل لكل محافظات المملكة.",
    "about_en": "A fashion and gift boutique in Amman that delivers to every governorate.",
    "bargaining": "fixed",
}
#: Rough, and on the safe side for English; the budget is 1,500 tokens with the tools.
CHARACTERS_PER_TOKEN = 4


def test_the_prompt_of_a_shop_is_byte_for_byte_the_same() -> None:
    assert system_prompt(**SHOP) == system_prompt(**dict(reversed(SHOP.items())))
    assert json.dumps(schemas()) == json.dumps(schemas())


def test_the_tools_come_in_one_order_for_ever() -> None:
    names = [tool["function"]["name"] for tool in schemas()]
    assert names == sorted(names)
    assert len(names) == len(set(names))


def test_prompt_and_tools_stay_within_their_budget_of_tokens() -> None:
    prompts = [system_prompt(**SHOP | {"bargaining": rule}) for rule in get_args(Bargaining)]
    characters = max(map(len, prompts)) + sum(len(signature(tool["function"])) for tool in schemas())
    assert characters / CHARACTERS_PER_TOKEN <= 1500
    assert len(set(prompts)) == len(prompts)


def signature(function: dict[str, Any]) -> str:
    """A tool as a model reads it: a type with its comments. That all is required and nothing else allowed takes no words."""
    shape = function["parameters"]
    inside = _shape(shape, shape.get("$defs", {}))
    return f"// {function['description']}\ntype {function['name']} = (_: {inside}) => any;\n\n"


def _shape(shape: dict[str, Any], parts: dict[str, Any]) -> str:
    if reference := shape.get("$ref"):
        return _shape(parts[reference.removeprefix("#/$defs/")], parts)
    if some := shape.get("anyOf"):
        return " | ".join(_shape(one, parts) for one in some)
    if "enum" in shape:
        return " | ".join(json.dumps(one) for one in shape["enum"])
    if shape["type"] == "array":
        return f"{_shape(shape['items'], parts)}[]"
    if shape["type"] != "object":
        return "number" if shape["type"] == "integer" else str(shape["type"])
    members = (
        (f"// {member['description']}\n" if "description" in member else "")
        + f"{name}: {_shape(member, parts)},\n"
        for name, member in shape["properties"].items()
    )
    return "{\n" + "".join(members) + "}"


PRINT_THE_PREFIX = """
import hashlib, json
from process.prompt import system_prompt
from process.tools import schemas
from tests.unit.process.test_prompt import SHOP
print(hashlib.sha256((system_prompt(**SHOP) + json.dumps(schemas())).encode()).hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "1", "4294967295"])
def test_every_process_begins_its_requests_with_the_same_bytes(seed: str) -> None:
    ours = hashlib.sha256((system_prompt(**SHOP) + json.dumps(schemas())).encode()).hexdigest()
    command = [sys.executable, "-c", PRINT_THE_PREFIX]
    theirs = subprocess.run(
        command,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert theirs.stdout.strip() == ours


def test_what_a_shop_writes_about_itself_is_text_and_never_a_template() -> None:
    odd = SHOP | {"about_en": "{name_ar} {0} {{x}} 100%"}
    assert "{name_ar} {0} {{x}} 100%" in system_prompt(**odd)
