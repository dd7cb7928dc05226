"""The examples of docs/api.md are run as they stand there, in their order."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import pytest

from catalog.store import put
from merchant.users import owner_of
from process.record import record
from shared.auth import issue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.api import Client, document
from tests.support.goods import goods
from tests.support.selling import an_order_is_taken
from tests.support.stages import StageApp

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@dataclass(slots=True)
class Example:
    method: str = "GET"
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def example(words: list[str]) -> Example:
    """Of the options of curl that the page uses, and of no others."""
    found, rest = Example(), iter(words[1:])
    for word in rest:
        match word:
            case "-X":
                found.method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                found.headers[name] = value
            case "-d":
                found.body = next(rest).encode()
            case "--data-binary":
                found.body = (ROOT / next(rest).removeprefix("@")).read_bytes()
            case _:
                assert word.startswith("/"), word
                found.path = word
    return found


def examples(key: ConversationKey, token: str) -> list[Example]:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    told = {
        "API": "",
        "AUTH": f"Authorization: Bearer {token}",
        "ACCOUNT": key.account,
        "CUSTOMER": key.customer,
        "ORDER": "1",
    }
    lines = [Template(line).substitute(told) for block in blocks for line in block.splitlines()]
    return [example(shlex.split(line)) for line in lines]


@pytest.fixture
async def token(app: StageApp, key: ConversationKey, rows: Rows) -> str:
    await put(app.database, key.tenant, [goods("DR-1", stock=1)])
    await record(app, inbound(key, message("بكم؟")))
    an_order_is_taken(rows, key)
    return await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")


async def test_each_example_does_what_it_says(app: StageApp, key: ConversationKey, token: str) -> None:
    ran = examples(key, token)
    assert len(ran) > 20
    for one in ran:
        headers = {name.lower(): value for name, value in one.headers.items()}
        answer = await Client(app, None, headers).ask(one.method, one.path, one.body)
        assert answer.status in {200, 202}, (one, answer.text)


def test_each_kind_of_route_has_an_example(key: ConversationKey) -> None:
    told = {one.path.split("?")[0].split("/")[1] for one in examples(key, "t")}
    assert told - {"openapi.json"} == {path.split("/")[3] for path in document()["paths"]}
