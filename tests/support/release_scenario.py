"""A few days of a shop, told so that the product executes every statement it has.

Played by the stages themselves, with the database real and the other ports scripted. It is recorded at a release and
replayed months later: how many rows a statement finds must depend on what was played before it, never on the date.
So no turn starts too early or while the owner's pause lasts, and nothing waits for a clock: an hour passes by SQL.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from catalog.rows import Entry
from catalog.store import put, read
from merchant.accounts import Account, Profile, disconnect, put_shop
from merchant.profiles import refresh_all
from merchant.users import owner_of
from process.reconcile import reconcile
from process.record import record
from process.sweep import sweep
from process.think import MOST_ATTEMPTS
from process.turn import turn
from send.deliver import deliver
from shared.app import App
from shared.auth import issue, public_keys, retire_all_keys, rotate_key, sign_out_everywhere, verify
from shared.consume import consume
from shared.contracts import Event, SendDoorbell, TurnDoorbell
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    GraphRefused,
    GraphUnavailable,
    ModelUnavailable,
    OutcomeUnknown,
    Permanent,
    Refused,
    TokenDead,
    TokenRefused,
)
from shared.graph.reading import PostedMessage
from shared.graph.usage import Usage
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import echo, inbound, message
from tests.support.goods import goods
from tests.support.release_acts import LONG, an_hour_passes, answers, arrange, asks, sends
from tests.support.release_alert_scenes import a_shop_is_told_of_its_alerts
from tests.support.release_api_scenes import a_shops_program_calls_the_api
from tests.support.release_catalogue_scenes import (
    a_shops_own_system_is_connected,
    products_are_drafted_from_posts,
)
from tests.support.release_connect_scenes import ScriptedLogin, a_merchant_connects_alone
from tests.support.release_forgetting_scenes import a_customer_is_forgotten, shops_are_forgotten
from tests.support.release_gate_scenes import (
    a_customer_searches_for_what_is_not_there,
    a_customer_waits_for_the_owner,
    a_person_of_the_shop_writes,
    a_shop_corrects_a_reply,
    a_shop_has_a_budget,
    another_automation_answers_first,
    meta_does_not_take_a_picture,
    nothing_reaches_a_customer,
    the_assistant_says_what_it_is,
)
from tests.support.release_knowledge_scenes import a_question_is_answered_from_a_text
from tests.support.release_letter_scenes import people_come_in_by_letters
from tests.support.release_media_scenes import a_customer_speaks, a_story_is_answered
from tests.support.release_order_scenes import a_customer_orders
from tests.support.release_push_scenes import orders_reach_a_shops_own_system
from tests.support.release_retention_scenes import what_is_old_is_forgotten
from tests.support.release_search_scenes import a_shops_index_moves
from tests.support.release_selling_scenes import (
    a_catalogue_is_indexed,
    a_customer_asks_for_delivery_and_a_size,
)
from tests.support.stages import StageApp, said

SHOP = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك في عمان", "A boutique in Amman")
ACCOUNT = Account("17841400000000001", "9100000000000001", "dar.yasmin", "a token that opens nothing")
DRESS = {
    "name_ar": "فستان أحمر", "name_en": "Red dress", "price": "25.500", "sizes": ["S", "M"],
    "colors": [{"ar": "أحمر", "en": "red"}], "tags": ["eid"], "category": "فساتين",
    "media_ids": ["17900000000000009"],
}  # fmt: skip
HOURS = Entry(entry_id="hours", title_ar="الدوام", title_en="Hours", text_ar="من ١٠ إلى ٩", text_en="10 to 9")


async def play(app: StageApp) -> None:
    tenant = TenantId(uuid4())
    await a_shop_is_connected(app, tenant)
    await a_shop_is_told_of_its_alerts(app)
    await shops_are_forgotten(app)
    await a_catalogue_is_imported(app, tenant)
    await a_catalogue_is_indexed(app, tenant)
    await a_shops_own_system_is_connected(app, tenant)
    await products_are_drafted_from_posts(app, tenant, ACCOUNT.account)
    await arrange(app, "the_shop_does_not_disclose", tenant=tenant)
    await customers_are_shown_what_to_tap(app, tenant)
    for number, scene in enumerate(SCENES, 1):
        await scene(app, ConversationKey(tenant, ACCOUNT.account, f"1000000000{number:06}"))
    await what_is_old_is_forgotten(app)
    await orders_reach_a_shops_own_system(app)


async def a_shop_is_connected(app: StageApp, tenant: TenantId) -> None:
    for _ in range(2):
        await put_shop(app, tenant, SHOP, ACCOUNT)
    with suppress(Refused):
        await put_shop(app, TenantId(uuid4()), SHOP, ACCOUNT)


async def a_catalogue_is_imported(app: StageApp, tenant: TenantId) -> None:
    await put(app.database, tenant, [goods("GONE")])
    for stock in (3, 2):
        await put(app.database, tenant, [goods("DR-1", **DRESS, stock=stock)], [HOURS], complete=True)
    await read(app.database, tenant)


async def customers_are_shown_what_to_tap(app: StageApp, tenant: TenantId) -> None:
    """Refused, set, cleared when the account is disconnected; then it is connected again."""
    vars(app).update(login=ScriptedLogin())
    app.scripted_graph.profile_refusals.append(GraphRefused("permission_missing", code=10))
    for _ in range(2):
        await refresh_all(app)
    await arrange(app, "an_account_is_disconnected", tenant=tenant)
    await refresh_all(app)
    await put_shop(app, tenant, SHOP, ACCOUNT)


async def a_lost_bell_is_rung_again(app: StageApp, key: ConversationKey) -> None:
    """First of all: later scenes leave conversations that wait, and for how long would be the date's business."""
    await asks(app, key)
    await an_hour_passes(app, key)
    assert await sweep(app) == 1
    await answers(app, key, "أهلا وسهلا")
    await deliver(app, SendDoorbell.of(key))


async def webhooks_are_missed(app: StageApp, key: ConversationKey) -> None:
    """One is found, then Meta is away; another is only hinted at, and Meta does not show it."""
    said_at = datetime.now(UTC) - timedelta(minutes=5)
    missed = PostedMessage("missed", key.customer, "مرحبا", said_at, recipient=key.account)
    app.scripted_graph.threads[ACCOUNT.access_token] = {"thread": [missed]}
    await an_hour_passes(app, key)
    await reconcile(app)
    await an_hour_passes(app, key)
    app.scripted_graph.listing.append(GraphUnavailable("busy"))
    await reconcile(app)
    await record(app, inbound(key, Event("edit:hinted:0", "edit", message().at, "hinted", number=0)))
    app.scripted_graph.threads.clear()


async def a_question_is_answered(app: StageApp, key: ConversationKey) -> None:
    told = inbound(
        key, message("مرحبا"), message(None), Event("unknown:item", "unknown", message().at, raw="{}")
    )
    for _ in range(2):
        await record(app, told)
    await answers(app, key, LONG)
    for _ in range(2):
        await deliver(app, SendDoorbell.of(key))


async def an_echo_proves_a_part_sent(app: StageApp, key: ConversationKey) -> None:
    async def echo_comes_first() -> None:
        post = app.scripted_graph.posts[-1]
        await record(app, inbound(key, echo(post.text, "echo of ours", metadata=post.metadata)))

    await asks(app, key)
    await answers(app, key, "موجود")
    await sends(app, key, "echo of ours", meanwhile=echo_comes_first)


async def the_owner_takes_over(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "لحظة")
    await asks(app, key)
    await record(app, inbound(key, echo("أنا صاحبة المحل")))
    await deliver(app, SendDoorbell.of(key))


async def the_owner_writes_while_the_model_thinks(app: StageApp, key: ConversationKey) -> None:
    async def owner_types() -> None:
        await deliver(app, SendDoorbell.of(key))
        await record(app, inbound(key, echo("أنا هون")))

    await asks(app, key)
    app.scripted_model.meanwhile = owner_types
    await answers(app, key, "too late")
    app.scripted_model.meanwhile = None


async def a_held_echo_was_ours(app: StageApp, key: ConversationKey) -> None:
    await held(app, key, "held and ours", mid="held and ours")


async def a_held_echo_was_the_owners(app: StageApp, key: ConversationKey) -> None:
    await held(app, key, "held and the owner's", mid="ours")


async def held(app: StageApp, key: ConversationKey, echoed: str, *, mid: str) -> None:
    """An echo without words during a post, which comes back with `mid`."""

    async def owner_or_we() -> None:
        await record(app, inbound(key, echo(None, echoed)))

    await asks(app, key)
    await answers(app, key, "تمام")
    await sends(app, key, mid, meanwhile=owner_or_we)
    await turn(app, TurnDoorbell.of(key))
    await an_hour_passes(app, key)
    await turn(app, TurnDoorbell.of(key))


async def the_model_is_down_until_a_person_must_answer(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    for _ in range(MOST_ATTEMPTS):
        with suppress(ModelUnavailable):
            await answers(app, key, ModelUnavailable("busy"))
    await sends(app, key, GraphUnavailable("busy", after=40))
    await an_hour_passes(app, key)
    await sends(app, key, "sent at last")


async def a_lost_post_is_found_in_the_thread(app: StageApp, key: ConversationKey) -> None:
    await in_doubt(app, key)
    app.scripted_graph.thread = [PostedMessage("found", key.account, "وصلت؟", datetime.now(UTC))]
    await deliver(app, SendDoorbell.of(key))


async def a_lost_post_is_not_found_and_sent_again(app: StageApp, key: ConversationKey) -> None:
    await in_doubt(app, key)
    app.scripted_graph.thread = []
    await deliver(app, SendDoorbell.of(key))
    await an_hour_passes(app, key)
    await sends(app, key, "sent again")


async def a_lost_post_can_never_be_known(app: StageApp, key: ConversationKey) -> None:
    await in_doubt(app, key)
    app.scripted_graph.thread = GraphRefused("permission_missing", code=10)
    await deliver(app, SendDoorbell.of(key))


async def in_doubt(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "وصلت؟")
    await sends(app, key, OutcomeUnknown("no answer"))
    await an_hour_passes(app, key)


async def a_text_is_refused(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, LONG)
    await sends(app, key, GraphRefused("bad_message", code=100))


async def a_dead_token_stops_the_account(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, LONG)
    await sends(app, key, TokenDead("token_dead", code=190))
    await asks(app, key)
    await turn(app, TurnDoorbell.of(key))
    await put_shop(app, key.tenant, SHOP, ACCOUNT)


async def a_merchant_leaves_with_a_question_open(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await an_hour_passes(app, key)
    await disconnect(app, key.tenant, key.account)
    await turn(app, TurnDoorbell.of(key))
    await put_shop(app, key.tenant, SHOP, ACCOUNT)


async def meta_blocks_the_account(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "ممنوع")
    await sends(app, key, AccountBlocked("policy_block", code=368))
    await put_shop(app, key.tenant, SHOP, ACCOUNT)


async def a_message_comes_hours_late(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, "تفضلي")
    await sends(app, key, "answered meanwhile")
    await record(app, inbound(key, message("من يومين", seconds_ago=2 * 86_400)))


async def a_long_thread_is_noted(app: StageApp, key: ConversationKey) -> None:
    await asks(app, key)
    await answers(app, key, LONG)
    await record(app, inbound(key, message(LONG)))
    await answers(app, key, LONG)
    await asks(app, key)
    app.scripted_model.notes.append(said("Looks for a dress."))
    await answers(app, key, "موجود")


async def an_account_comes_to_its_limits(app: StageApp, key: ConversationKey) -> None:
    other = ConversationKey(key.tenant, key.account, f"2{key.customer[1:]}")
    for one in (key, other):
        await asks(app, one)
        await answers(app, one, LONG)
    app.scripted_graph.usage.append(Usage(100, 1140))
    await sends(app, key, AccountBusy("custom_limit", after=1140, code=613))
    await deliver(app, SendDoorbell.of(other))
    await an_hour_passes(app, key)
    app.scripted_graph.usage.extend([Usage(90, None), Usage(70, None)])
    await sends(app, other, "slowed down")
    await an_hour_passes(app, key)
    await sends(app, key, "as fast as ever")


async def a_customer_changes_and_takes_back_what_was_said(app: StageApp, key: ConversationKey) -> None:
    await record(app, inbound(key, message("أحمر", "M"), message("سر", "N")))
    at = message().at
    await record(
        app,
        inbound(
            key, Event("edit:M:1", "edit", at, "M", "أزرق", number=1), Event("unsend:N", "unsend", at, "N")
        ),
    )
    await answers(app, key, "أزرق موجود")
    for word in ("توقف", "ابدأ"):
        await record(app, inbound(key, message(word)))


async def nobody_knows_the_account(app: StageApp, key: ConversationKey) -> None:
    stranger = ConversationKey(key.tenant, "404", key.customer)
    for _ in range(2):
        await record(app, inbound(stranger, message("hi")))


async def a_message_is_poison(app: StageApp, key: ConversationKey) -> None:
    async def fails(_app: App, _body: TurnDoorbell) -> None:
        raise Permanent("the shop has no currency")

    for _ in range(2):
        with suppress(Permanent):
            await consume(lambda: app, TurnDoorbell, TurnDoorbell.of(key).encode(), fails)


async def the_owner_signs_in_and_keys_are_replaced(app: StageApp, key: ConversationKey) -> None:
    owner = await owner_of(app.database, key.tenant)
    token = await issue(app, key.tenant, owner, actor="operator")
    await verify(app, token)
    await rotate_key(app.database, app.keys, key.tenant)
    await verify(app, token)
    await sign_out_everywhere(app, key.tenant, await owner_of(app.database, key.tenant), actor="owner")
    await retire_all_keys(app.database, app.keys, key.tenant)
    with suppress(TokenRefused):
        await verify(app, token)
    await public_keys(app.database, key.tenant)


SCENES: tuple[Callable[[StageApp, ConversationKey], Awaitable[None]], ...] = (
    a_lost_bell_is_rung_again,
    webhooks_are_missed,
    a_question_is_answered,
    a_customer_is_forgotten,
    a_customer_speaks,
    a_story_is_answered,
    a_question_is_answered_from_a_text,
    an_echo_proves_a_part_sent,
    the_owner_takes_over,
    the_owner_writes_while_the_model_thinks,
    a_held_echo_was_ours,
    a_held_echo_was_the_owners,
    the_model_is_down_until_a_person_must_answer,
    a_lost_post_is_found_in_the_thread,
    a_lost_post_is_not_found_and_sent_again,
    a_lost_post_can_never_be_known,
    a_text_is_refused,
    a_dead_token_stops_the_account,
    a_merchant_leaves_with_a_question_open,
    meta_blocks_the_account,
    a_message_comes_hours_late,
    a_customer_changes_and_takes_back_what_was_said,
    an_account_comes_to_its_limits,
    another_automation_answers_first,
    a_customer_waits_for_the_owner,
    a_person_of_the_shop_writes,
    a_shops_program_calls_the_api,
    a_shop_has_a_budget,
    a_customer_searches_for_what_is_not_there,
    a_customer_asks_for_delivery_and_a_size,
    a_customer_orders,
    a_long_thread_is_noted,
    a_shop_corrects_a_reply,
    nothing_reaches_a_customer,
    meta_does_not_take_a_picture,
    the_assistant_says_what_it_is,
    a_shops_index_moves,
    a_merchant_connects_alone,
    people_come_in_by_letters,
    nobody_knows_the_account,
    a_message_is_poison,
    the_owner_signs_in_and_keys_are_replaced,
)
