"""What a scenario file says: a shop, conversations with it, and what must be true of each reply.

Every fault of a folder is told at once with file, place and what was expected, for the one who can mend it.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.files import read_folder
from catalog.product_rows import ProductRow
from catalog.rows import Entry, Product
from merchant.accounts import Profile
from shared.errors import Misconfigured

Kind = Literal[
    "products", "shop", "prices", "bargaining", "injection", "abuse", "out_of_scope", "person", "small_talk", "correction"
]  # fmt: skip
Spoken = Literal["jordanian", "standard", "arabizi", "english"]
MOST_FAULTS_SHOWN = 30


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Call(_Strict):
    """A tool that the scripted model calls."""

    tool: str
    arguments: dict[str, Any] = {}


class Expected(_Strict):
    tools: tuple[str, ...] = ()  #: each is called
    never: tuple[str, ...] = ()  #: tools that are not called
    products: tuple[str, ...] = ()  #: SKUs, each found by a search of this turn
    numbers: tuple[Decimal, ...] | None = None  #: the only ones that may be said, when given
    says: tuple[str, ...] = ()  #: each is in the reply; `a|b` is either
    forbids: tuple[str, ...] = ()  #: none is in the reply
    script: Literal["arabic", "latin"] | None = None  #: that the reply is written in
    state: Literal["answered", "person"] | None = None  #: whether a person is called
    reason: tuple[str, ...] = ()  #: for which the person is called: one of these


class Turn(_Strict):
    customer: tuple[str, ...] = Field(min_length=1)  #: messages in a row, answered as one
    picture: str | None = None  #: a file of `pictures/`, sent with the last message
    calls: tuple[tuple[Call, ...], ...] = ()  #: the scripted model's rounds of calls …
    reply: str | None = None  #: … and its true reply; none where the product answers without a model
    expect: Expected = Expected()


class Scenario(_Strict):
    name: str = Field(min_length=1)
    spoken: Spoken = Field(alias="register")
    kind: Kind | None = None  #: else the file's
    products: tuple[dict[str, Any], ...] = ()  #: more of them, in this scenario alone
    turns: tuple[Turn, ...] = Field(min_length=1)


class _File(_Strict):
    shop: str
    kind: Kind
    scenarios: tuple[Scenario, ...] = Field(min_length=1)


class Shop(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    profile: Profile
    products: tuple[Product, ...]
    entries: tuple[Entry, ...]


class Case(BaseModel):
    """A scenario with all that it needs to be run."""

    model_config = ConfigDict(frozen=True)

    file: str
    kind: Kind
    scenario: Scenario
    shop: Shop | None  #: none for a correction, which runs over the tenant's own index
    pictures: Path

    @property
    def id(self) -> str:
        return f"{self.file}: {self.scenario.name}"


def read_cases(folder: Path) -> list[Case]:
    """Of `scenarios/*.json`, over the shops in `shops/`. Raises Misconfigured with a line for each fault."""
    faults: list[str] = []
    cases: list[Case] = []
    files = sorted((folder / "scenarios").glob("*.json"))
    if not files:
        raise Misconfigured(f"{folder / 'scenarios'} holds no scenario file (*.json)")
    for path in files:
        try:
            cases += _cases(folder, path)
        except ValidationError as error:
            faults += _told(path.name, error)
        except Misconfigured as error:
            faults.append(f"{path.name}: {error}")
    faults += _twice(cases)
    if faults:
        raise Misconfigured("\n".join(faults[:MOST_FAULTS_SHOWN]))
    return cases


def _cases(folder: Path, path: Path) -> Iterator[Case]:
    try:
        text = path.read_text(encoding="utf-8")
        given = json.loads(text)
    except (OSError, ValueError) as error:
        raise Misconfigured(f"cannot be read: {error}") from error
    file = _File.model_validate(given)
    shop = _shop(folder, file.shop)
    for scenario in file.scenarios:
        own = shop.model_copy(update={"products": (*shop.products, *map(_product, scenario.products))})
        kind = scenario.kind or file.kind
        yield Case(file=path.stem, kind=kind, scenario=scenario, shop=own, pictures=folder / "pictures")
        for turn in scenario.turns:
            if turn.picture and not (folder / "pictures" / turn.picture).is_file():
                raise Misconfigured(f"{scenario.name}: there is no picture {turn.picture}")


def _shop(folder: Path, name: str) -> Shop:
    place = folder / "shops" / name
    try:
        about = json.loads((place / "shop.json").read_text(encoding="utf-8"))
        profile = Profile(**{field: about[field] for field in Profile.__slots__})
    except (OSError, ValueError, KeyError) as error:
        raise Misconfigured(f"shops/{name}/shop.json cannot be used: {error!r}") from error
    products, entries = read_folder(place)
    return Shop(name=name, profile=profile, products=tuple(products), entries=tuple(entries))


def _product(row: dict[str, Any]) -> Product:
    return ProductRow.model_validate(row).product()


def _told(file: str, error: ValidationError) -> Iterator[str]:
    for one in error.errors(include_url=False):
        place = ".".join(map(str, one["loc"])) or "the file"
        yield f"{file}, {place}: {one['msg']}, not {one['input']!r:.60}"


def _twice(cases: list[Case]) -> Iterator[str]:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            yield f"{case.id}: two scenarios have this name"
        seen.add(case.id)
