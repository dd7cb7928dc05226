"""Settings over the merchant API: one change is one transaction and one line of the audit log, and budgets are the owner's."""

from typing import Any
from uuid import UUID

import pytest

from merchant.hours import put_hours
from merchant.users import owner_of
from shared.auth import issue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.api import Client
from tests.support.stages import StageApp

WEEK = {
    "week": {"sun": ["10:00-14:00", "16:00-21:00"]},
    "seasons": [{"from": "2027-02-08", "to": "2027-03-09", "week": {}}],
}
STAFF = UUID(int=42)
IRBID = {
    "id": "irbid",
    "name_ar": "إربد",
    "name_en": "Irbid",
    "fee": "2.500",
    "currency": "JOD",
    "days_min": 1,
    "days_max": 2,
}


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    token = await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    return Client(app, token)


@pytest.fixture
async def staff(app: StageApp, key: ConversationKey, rows: Rows) -> Client:
    rows.ask(
        "INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%(tenant)s, %(user)s, 'staff')", user=STAFF
    )
    return Client(app, await issue(app, key.tenant, STAFF, actor="operator"))


def audit(rows: Rows) -> list[dict[str, Any]]:
    asked = "SELECT actor, user_id, action, detail FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action LIKE '%%.changed' ORDER BY at"
    return rows.ask(asked)


@pytest.mark.parametrize(
    "told",
    [
        {"disclosure_ar": "مساعد آلي", "disclosure_en": "An assistant"},
        {"disclosure_ar": ""},
        {"comment_rule": "keywords", "comment_keywords": ["سعر", "كم"], "comment_public_reply": "راسلناك"},
        {"resume_phrase": "كمّل", "owner_pause_minutes": 30},
        {"most_a_minute": 3, "most_a_day": 30, "story_thanks_ar": "شكراً"},
        {"opening_hours": WEEK, "time_zone": "Asia/Riyadh"},
        {"opening_hours": {"week": {}, "seasons": []}},
        {"budgets": {"day": "2.500000", "month": None}},
        {"budgets": {}},
        {},
    ],
)
async def test_what_is_named_is_changed_and_all_else_stays(
    api: Client, rows: Rows, told: dict[str, Any]
) -> None:
    before = (await api.get("/settings")).json
    answer = await api.patch("/settings", told)
    assert answer.status == 200, answer.text
    after = (await api.get("/settings")).json
    assert answer.json == after
    assert after == before | {name: value for name, value in told.items() if name != "budgets"} | {
        "budgets": before["budgets"] | told.get("budgets", {})
    }
    lines = [(line["actor"], line["action"], line["detail"]) for line in audit(rows)]
    assert lines == ([("owner", "settings.changed", {"what": ", ".join(sorted(told))})] if told else [])


@pytest.mark.parametrize(
    "told",
    [
        {"comment_rule": "keywords"},
        {"comment_rule": "sometimes"},
        {"comment_keywords": ["!"]},
        {"resume_phrase": "👍"},
        {"owner_pause_minutes": 0},
        {"owner_pause_minutes": 10**12},
        {"most_a_day": 0},
        {"disclosure_ar": "م" * 251},
        {"disclosure_ar": None},
        {"time_zone": "Mars/Olympus"},
        {"opening_hours": {"week": {"sun": ["10:00-10:00"]}}},
        {"opening_hours": {"weeks": {}}},
        {"opening_hours": {"week": {"someday": []}}},
        {"opening_hours": {"week": {}, "seasons": [{"from": "2027-03-09", "to": "2027-02-08", "week": {}}]}},
        {"budgets": {"day": "-1"}},
        {"budgets": {"year": "1"}},
        {"budgets": None},
        {"colour": "green"},
    ],
)
async def test_what_could_never_work_is_refused_and_nothing_beside_it_is_changed(
    api: Client, rows: Rows, told: dict[str, Any]
) -> None:
    before = (await api.get("/settings")).json
    answer = await api.patch("/settings", {"story_thanks_en": "Thanks!", **told})
    assert (answer.status, bool(answer.json["title"])) == (422, True)
    assert (await api.get("/settings")).json == before
    assert audit(rows) == []


async def test_staff_set_all_but_the_budgets_and_are_named(api: Client, staff: Client, rows: Rows) -> None:
    assert (await staff.patch("/settings", {"most_a_day": 7})).status == 200
    refused = await staff.patch("/settings", {"most_a_day": 8, "budgets": {"day": "1"}})
    assert refused.status == 403
    now = (await staff.get("/settings")).json
    assert (now["most_a_day"], now["budgets"]["day"]) == (7, None)
    assert [(line["actor"], line["user_id"]) for line in audit(rows)] == [("staff", STAFF)]


async def test_a_change_that_is_repeated_with_its_key_is_written_down_once(api: Client, rows: Rows) -> None:
    answers = [await api.patch("/settings", {"budgets": {"day": "1"}}, idempotency_key="k") for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert len(audit(rows)) == 1


async def test_hours_that_an_operator_has_set_are_shown_as_they_are(
    app: StageApp, api: Client, key: ConversationKey
) -> None:
    await put_hours(app.database, key.tenant, hours={"week": {"fri": ["20:00-02:00"]}})
    assert (await api.get("/settings")).json["opening_hours"] == {
        "week": {"fri": ["20:00-02:00"]},
        "seasons": [],
    }


async def test_delivery_is_put_as_a_whole(api: Client, rows: Rows) -> None:
    assert (await api.get("/delivery")).json == {"free_from": None, "areas": []}
    shown = {**IRBID, "aliases": [], "governorate": None, "served": True}
    put = await api.put("/delivery", {"free_from": "50.000", "areas": [IRBID]})
    assert put.json == (await api.get("/delivery")).json == {"free_from": "50.000", "areas": [shown]}
    assert (await api.put("/delivery", {"areas": []})).json == {"free_from": None, "areas": []}
    assert [(line["actor"], line["detail"]) for line in audit(rows)] == [
        ("owner", {"areas": 1}),
        ("owner", {"areas": 0}),
    ]


@pytest.mark.parametrize(
    "areas",
    [
        [IRBID, IRBID],
        [{**IRBID, "governorate": "nowhere"}],
        [{**IRBID, "fee": None}],
        [{**IRBID, "served": False}],
        [{**IRBID, "id": "Irbid"}],
    ],
)
async def test_areas_that_do_not_go_together_are_refused_and_the_old_ones_stay(
    api: Client, areas: list[dict[str, Any]]
) -> None:
    await api.put("/delivery", {"areas": [IRBID]})
    before = (await api.get("/delivery")).json
    answer = await api.put("/delivery", {"areas": areas})
    assert (answer.status, (await api.get("/delivery")).json) == (422, before)
