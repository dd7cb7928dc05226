"""What Meta and customers are told about the assistant is what it says and does."""

from pathlib import Path

import pytest

from merchant.retention import SHORTEST
from shared.disclosure import disclosure
from shared.graph.login import CORE_FIELDS, OPTIONAL_FIELDS, SCOPES

ROOT = Path(__file__).parents[3]
REVIEW = ROOT / "docs/app-review"
FIRST_MESSAGE = (ROOT / "docs/first-message.md").read_text(encoding="utf-8")
DEFAULTS = (ROOT / "shared/database/migrations/0008_one_gate.sql").read_text(encoding="utf-8")


def text(name: str) -> str:
    return (REVIEW / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("beside", "own"),
    [
        ("مرحبا", "معك المساعد الآلي للمحل 🤖"),
        ("hello", "You are talking to the shop's automated assistant 🤖"),
    ],
)
def test_the_disclosure_is_quoted_as_it_is_said(beside: str, own: str) -> None:
    assert own.replace("'", "''") in DEFAULTS
    said = disclosure(own, own, beside=beside)
    assert said is not None
    for line in said.splitlines():
        assert line in text("disclosure.md")


@pytest.mark.parametrize("scope", SCOPES)
def test_every_permission_that_is_asked_for_is_explained_and_seen_in_the_screencast(scope: str) -> None:
    assert f"### `{scope}`" in text("README.md")
    assert scope.removeprefix("instagram_business_") in text("screencast.md")


def test_the_webhook_fields_to_switch_on_are_those_that_accounts_are_subscribed_to() -> None:
    known = {*CORE_FIELDS, *OPTIONAL_FIELDS}
    named = {
        word
        for word in FIRST_MESSAGE.split("Subscribe the app to these webhook fields:")[1]
        .split("Leave")[0]
        .split("`")
        if word in known
    }
    assert named >= {*CORE_FIELDS}
    assert named <= known


def test_how_long_messages_are_kept_is_told_as_it_is() -> None:
    assert f"at least {SHORTEST} days" in text("README.md")


@pytest.mark.parametrize("page", ["privacy.md", "data-deletion.md"])
def test_what_customers_and_owners_read_says_as_much_in_both_languages(page: str) -> None:
    english, arabic = text(page).split("## العربية")
    assert english.count("\n**") == arabic.count("\n**") > 1
