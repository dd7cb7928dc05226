"""What a turn comes to: a set answer, the model's reply behind the guard, or a reason why a person must answer.

Nothing is committed here, and no lock is held; what the model and the search have cost is in the outcome also when it
raises.
"""

from decimal import Decimal
from functools import partial
from typing import Any

from process.budget import has_room, reserve, worst_case
from process.commit import put_off
from process.draft import HandOver
from process.history import as_messages, window
from process.loop import Conversed, converse
from process.orders.yes import deed_of
from process.outgoing import comment_of
from process.prompt import system_prompt
from process.register import instruction
from process.sent import Sent, sent_with
from process.set_answers import only_unheard, thanks, wants_person
from process.started import Started
from process.throttle import throttled
from process.tools import Shop
from process.voice import listen
from process.wording import said
from shared.app import App
from shared.errors import ContentFiltered, Misconfigured, Permanent, Retryable
from shared.person_wanted import Reason
from shared.search.places import Place

#: Counted before the first model call, so that a turn that kills its process is counted too.
MOST_ATTEMPTS = 3


async def think(app: App, turn: Started) -> Conversed:
    """The reply, or a reason why a person must give it. Raises Retryable while tries are left."""
    if (held := throttled(turn.pace, turn.register, turn.people_answer)) is not None:
        return held
    outcome = Conversed()
    if _without_model(turn, outcome, listened=False):
        return outcome
    if turn.attempt > MOST_ATTEMPTS:
        return Conversed(reason="attempts_spent")
    prompt = system_prompt(
        **{name: turn.shop[name] for name in ("name_ar", "name_en", "about_ar", "about_en", "bargaining")}
    )
    shop = Shop(
        app,
        turn.key.tenant,
        Place.of(turn.shop),
        people_answer=turn.people_answer,
        customer=None if comment_of(turn.waiting) else turn.key,
    )
    outcome.found, outcome.missed, outcome.wishes = shop.draft.found, shop.draft.missed, shop.draft.wishes
    try:
        sent = await sent_with(app, turn.key, turn.waiting, last_try=turn.attempt == MOST_ATTEMPTS)
        room = await _reserved(app, turn, _messages(turn, prompt, sent), sent)
        if room == 0:
            return outcome.ended("budget_spent")
        await listen(app, turn.key, turn.waiting, sent.notes, outcome)
        if _without_model(turn, outcome, listened=True):
            return outcome
        sent.tell(shop.draft, outcome)
        messages = _messages(turn, prompt, sent)
        await converse(
            shop,
            app.model,
            messages,
            customer=turn.asked,
            outcome=outcome,
            has_room=partial(has_room, app.settings.chat_models, room),
        )
    except Retryable as error:
        if turn.attempt < MOST_ATTEMPTS:
            await put_off(app, turn, error, outcome)
            raise
        return outcome.ended(type(error).__name__, sentence=str(error))
    except ContentFiltered:
        return outcome.ended("content_filter", text=said("not_about_this", turn.register))
    except (Permanent, Misconfigured) as error:
        return outcome.ended(type(error).__name__, sentence=str(error))
    return outcome


def _without_model(turn: Started, outcome: Conversed, *, listened: bool) -> bool:
    """Whether there was nothing to think about."""
    if (deed := deed_of(turn.waiting, turn.offer)) is not None:
        outcome.deed = deed
        return True
    register, arabic, english = turn.register, turn.shop["story_thanks_ar"], turn.shop["story_thanks_en"]
    if (answer := wants_person(turn.waiting, register, turn.people_answer)) is not None:
        outcome.ended(Reason.ASKED, text=answer)
    elif (answer := thanks(turn.waiting, register, arabic=arabic, english=english)) is not None:
        outcome.ended("story_mention", text=answer)
    elif listened and (answer := only_unheard(turn.waiting, register)) is not None:
        outcome.ended("voice_not_heard", text=answer)
        outcome.hand_over = HandOver(Reason.NOT_HEARD, summary="")  # which summary.py writes
    return outcome.text is not None


def _messages(turn: Started, prompt: str, sent: Sent) -> list[dict[str, Any]]:
    talk = as_messages(window(turn.lines, turn.waiting))
    before = [{"role": "system", "content": prompt}, *turn.notes.as_messages()]
    return [*sent.beside([*before, *talk]), instruction(turn.register)]


async def _reserved(app: App, turn: Started, messages: list[dict[str, Any]], sent: Sent) -> Decimal:
    """What the reply may cost: nothing when the budget has no room, and anything without one."""
    if not turn.shop["has_budget"]:
        return Decimal("Infinity")
    models, listener, due = app.settings.chat_models, app.settings.transcription_model, turn.notes_due
    money = worst_case(models, messages, seconds=sent.seconds, listener=listener)
    aside = due.worst_case(models) if due else Decimal(0)
    kept = await reserve(app.database, turn.key, turn_no=turn.turn_no, money=money + aside)
    return money if kept else Decimal(0)
