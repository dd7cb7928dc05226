"""What people read exists in both languages, with the same sentences in each, and for every word that a page is told."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from merchant.web.pages import _GO_ON, sentences

MERCHANT = Path(__file__).parents[3] / "merchant"


def shape(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: shape(inner) for name, inner in said.items()}
    return [shape(inner) for inner in said] if isinstance(said, list) else type(said)


@pytest.mark.parametrize("name", sorted(sentences()))
def test_both_languages_say_the_same_things(name: str) -> None:
    said = sentences()[name]
    assert said.keys() == {"ar", "en"}
    assert shape(said["ar"]) == shape(said["en"])


def test_every_word_that_a_request_is_refused_with_has_its_page() -> None:
    told = set(refused_words())
    assert len(told) > 10
    assert told - sentences()["problems"]["en"].keys() == set()


def test_every_page_that_leads_on_has_sentences() -> None:
    assert _GO_ON.keys() <= sentences()["problems"]["en"].keys()


def refused_words() -> Iterator[str]:
    """Of `Refused(status, "word")`; whole sentences, with spaces, are for programs, as is the API."""
    for file in (one for one in MERCHANT.rglob("*.py") if "api" not in one.parts):
        for node in ast.walk(ast.parse(file.read_bytes())):
            match node:
                case ast.Call(func=ast.Name(id="Refused"), args=[_, ast.Constant(value=str(word))]):
                    if " " not in word:
                        yield word
