"""Scenes of a release's scenario at the gate: who is told what, who may write, and what leaves in another's place."""

from dataclasses import replace
from decimal import Decimal

from merchant import corrections
from merchant.budgets import put_budgets
from merchant.desk import Person, let_assistant_answer, reply_as_person
from merchant.hours import put_hours
from merchant.manners import Manners, put_manners
from merchant.missed_searches import missed_searches
from merchant.usage import used
from merchant.users import owner_of
from process.record import record
from process.sweep import sweep
from process.turn import turn
from shared.alerts import open_alerts
from shared.contracts import TurnDoorbell
from shared.errors import (
    MediaRefused,
    PersonUnreachable,
)
from shared.tenants import ConversationKey
from tests.contract.database.conversations import echo, inbound, message
from tests.support.release_acts import an_hour_passes, answers, arrange, asks, sends
from tests.support.stages import StageApp, called


async def another_automation_answers_first(app: StageApp, key: ConversationKey) -> None:
    at = message(seconds_ago=0)
    await record(app, inbound(key, replace(echo("أهلاً وسهلاً بكم في متجرنا 🌷"), at=at.at + 1000)))
    await record(app, inbound(key, at))
    await answers(app, key, "تفضلي")
    await sends(app, key, "after the automation")


async def a_customer_waits_for_the_owner(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await record(app, inbound(key, echo("أنا هون", seconds_ago=5)))
    await record(app, inbound(key, message("طيب؟", seconds_ago=0)))
    await an_hour_passes(app, key)
    await sweep(app)
    await turn(app, TurnDoorbell.of(key))
    await let_assistant_answer(app, key, Person("owner", await owner_of(app.database, key.tenant)))
    await answers(app, key, "معك المساعد")
    await sends(app, key, "let the assistant answer")


async def a_person_of_the_shop_writes(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await reply_as_person(
        app, key, Person("owner", await owner_of(app.database, key.tenant)), "معك صاحبة المحل"
    )
    await sends(app, key, "from the desk")
    await open_alerts(app.database, key.tenant)
    await put_manners(app.database, key.tenant, Manners(comment_rule="questions", comment_keywords=["سعر"]))
    await put_hours(app.database, key.tenant, hours={"week": {"sun": ["10:00-21:00"]}})


async def a_shop_has_a_budget(app: StageApp, key: ConversationKey) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(5), "month": Decimal(50)})
    await asks(app, key)
    await answers(app, key, "أهلا")
    await used(app.database, key.tenant, by="day", days=1)
    await used(app.database, key.tenant, by="conversation", days=1)
    await put_budgets(app.database, key.tenant, {"day": Decimal(0)})
    await asks(app, key)
    await an_hour_passes(app, key)
    await turn(app, TurnDoorbell.of(key))
    await put_budgets(app.database, key.tenant, {"day": None, "month": None})


async def a_customer_searches_for_what_is_not_there(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    empty = dict.fromkeys(("min_price", "max_price", "size", "color"))
    app.scripted_model.answers.append(called("search_products", query="نظارات", in_stock_only=False, **empty))
    await answers(app, key, "للأسف ما عنا")
    assert await missed_searches(app.database, key.tenant, days=1)


async def a_shop_corrects_a_reply(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "أهلا")
    about = await corrections.of_turn(
        app.database, key, None, should_say="أهلين", expectations={"says": ["أهلين"]}
    )
    added = await corrections.add(app.database, key.tenant, about)
    assert await corrections.corrections(app.database, key.tenant)
    await corrections.remove(app.database, key.tenant, added)


async def nothing_reaches_a_customer(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "وينك؟")
    await sends(app, key, PersonUnreachable("person_unavailable", code=551))
    await record(app, inbound(key, message("رجعت", seconds_ago=0)))


async def meta_does_not_take_a_picture(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "هي الصورة")
    await arrange(
        app,
        "the_reply_is_a_picture",
        tenant=key.tenant,
        account=key.account,
        customer=key.customer,
    )
    await sends(app, key, MediaRefused("media_not_fetched", code=100))


async def the_assistant_says_what_it_is(app: StageApp, key: ConversationKey) -> None:
    await arrange(app, "the_shop_discloses", tenant=key.tenant)
    await asks(app, key)
    await answers(app, key, "أهلا")
    where = {"tenant": key.tenant, "account": key.account, "customer": key.customer}
    await arrange(app, "the_reply_is_a_picture", **where)  # type: ignore[arg-type]  # the tenant is among them
    await sends(app, key, "disclosed")
