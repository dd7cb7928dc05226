"""One turn of the page: what was said, what the model called and was told, what the customer sees, and each verdict.

Whatever a customer, a shop or a model wrote is escaped; each of it has its own direction.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from ops.eval.judge import Verdict
from ops.eval.thread import Played
from process.tools import unfenced
from shared.reply.model import Cards, Text


def turn_of(played: Played, verdicts: list[Verdict]) -> Markup:
    failed = not all(verdict.holds for verdict in verdicts)
    return Markup('<section class="turn">{}{}{}{}{}<ul>{}</ul>{}</section>').format(
        joined(_asked(played)),
        joined(_steps(played)),
        _bubble("shop", played.reply),
        joined(_beside(played)),
        Markup('<p class="person">a person is called: {}</p>').format(played.person) if played.person else "",
        joined(_verdict(verdict, played) for verdict in verdicts),
        _good(played) if failed else "",
    )


def joined(some: Iterable[Markup]) -> Markup:
    return Markup("").join(some)


def _asked(played: Played) -> Iterator[Markup]:
    turn = played.turn
    if turn.story:
        yield _bubble("sent", f"answers the story {turn.story}")
    yield from (_bubble("customer", text) for text in turn.customer)
    if turn.picture:
        yield _bubble("sent", f"sent: {turn.picture}")


def _steps(played: Played) -> Iterator[Markup]:
    answers = {step["tool_call_id"]: step["content"] for step in played.steps if step["role"] == "tool"}
    for step in played.steps:
        for call in step.get("tool_calls") or ():
            name, arguments = call["function"]["name"], call["function"]["arguments"]
            yield _fold(name, _in_short(arguments), answers.get(call["id"], "no answer"))
        if step["role"] == "system":
            yield _fold("written again", "", step["content"])
        elif step["role"] == "assistant" and step.get("content") and step["content"] != played.reply:
            yield _fold("not sent", "", step["content"])


def _fold(what: str, about: str, content: str) -> Markup:
    return Markup(
        '<details class="step"><summary><code>{}</code> <bdi>{}</bdi></summary><pre dir="auto">{}</pre></details>'
    ).format(what, about, _laid_out(content))


def _in_short(arguments: str) -> str:
    try:
        given = json.loads(arguments)
    except ValueError:
        return arguments
    if not isinstance(given, dict):
        return arguments
    told = ((name, value if isinstance(value, str) else _json(value)) for name, value in given.items())
    return ", ".join(f"{name}: {value}" for name, value in told if value not in {"null", "false", ""})


def _laid_out(content: str) -> str:
    try:
        return _json(json.loads(unfenced(content)), indent=1)
    except ValueError:
        return content


def _json(value: Any, **options: Any) -> str:
    return json.dumps(value, ensure_ascii=False, **options)


def _beside(played: Played) -> Iterator[Markup]:
    """What stands below the reply to look at and to tap."""
    for part in played.conversed.reply:
        if isinstance(part, Cards):
            shown = [f"{card.title}\n{card.subtitle or ''}" for card in part.cards]
        elif isinstance(part, Text):
            shown = [choice.title for choice in part.choices]
        else:
            shown = []
        if shown:
            pieces = joined(Markup('<span dir="auto">{}</span>').format(one) for one in shown)
            yield Markup('<p class="beside">{}</p>').format(pieces)


def _bubble(who: str, text: str) -> Markup:
    return Markup('<p class="said {}" dir="auto">{}</p>').format(who, text)


def _verdict(verdict: Verdict, played: Played) -> Markup:
    told = verdict.holds or verdict.seen == played.reply  # which stands above
    seen = "" if told else Markup("; seen: <bdi>{}</bdi>").format(verdict.seen)
    return Markup('<li class="{}"><bdi>{}</bdi>{}</li>').format(
        "yes" if verdict.holds else "no", verdict.expected, seen
    )


def _good(played: Played) -> Markup:
    if played.turn.reply in {None, played.reply}:
        return Markup("")
    return Markup('<p class="good">a good reply: <bdi>{}</bdi></p>').format(played.turn.reply)
