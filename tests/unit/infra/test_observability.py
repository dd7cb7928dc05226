"""Alerts and charts ask for events that are logged, and for fields that these have."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tooling.rules.log_events import documented_events

ROOT = Path(__file__).parents[3]
FILES = ("alerts.json", "workbook.json")


def read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((ROOT / "infra" / name).read_text(encoding="utf-8"))
    return found


def faults(queries: list[dict[str, Any]], logged: dict[str, set[str]]) -> list[str]:
    """What a query asks for that no line has."""
    found = []
    for one in queries:
        query = " ".join(one["query"])
        events = re.findall(r"'([a-z_]+\.[a-z_]+)'", query)
        fields = set().union(*(logged.get(event, set()) for event in events))
        found += [f"{one['name']}: no event {event}" for event in events if event not in logged]
        found += [
            f"{one['name']}: no field {f}" for f in re.findall(r"line\.(\w+)", query) if f not in fields
        ]
        if not events:
            found.append(f"{one['name']}: names no event")
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_is_asked_for_is_logged(name: str) -> None:
    assert faults(read(name), documented_events(ROOT)) == []


@pytest.mark.parametrize("name", FILES)
def test_an_event_or_a_field_that_is_renamed_is_noticed(name: str) -> None:
    logged = documented_events(ROOT)
    for one in read(name):
        asked = set(re.findall(r"'([a-z_]+\.[a-z_]+)'", " ".join(one["query"])))
        for event in asked:
            assert faults([one], {other: fields for other, fields in logged.items() if other != event})
        if re.search(r"line\.\w+", " ".join(one["query"])):
            assert faults([one], {event: set() for event in logged})


def test_each_rule_has_a_name_of_its_own_and_says_what_to_do() -> None:
    rules = read("alerts.json")
    assert len({rule["name"] for rule in rules}) == len(rules)
    assert all(rule["title"] and rule["description"] and 0 <= rule["severity"] <= 4 for rule in rules)
