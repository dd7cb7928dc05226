"""The report as one page that needs nothing else: each transcript with its calls, each expectation with its verdict.

Whatever a customer, a shop or a model wrote is escaped; each of it has its own direction.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template
from typing import Any

from markupsafe import Markup

from ops.eval.judge import Verdict
from ops.eval.run import Report, Result
from ops.eval.thread import Played
from process.tools import unfenced

_PAGE = Path(__file__).with_suffix(".html")
_SCRIPTED = "Scripted model: proves the machinery only. Nothing here says how a real model answers."


def page(report: Report, below: list[str]) -> str:
    rows = (
        Markup('<tr><td>{}</td><td class="n">{}</td><td class="n">{}</td></tr>').format(
            kind.replace("_", " "), sum(result.passed for result in results), len(results)
        )
        for kind, results in report.kinds.items()
    )
    failed_first = sorted(report.results, key=lambda result: result.passed)
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        passed=sum(result.passed for result in report.results),
        total=len(report.results),
        model=_SCRIPTED if report.scripted else Markup("Model: {}").format(report.model),
        below=_joined(Markup('<p class="below">{}</p>').format(one) for one in below),
        kinds=_joined(rows),
        cases=_joined(map(_case, failed_first)),
    )


def _case(result: Result) -> Markup:
    case = result.case
    turns = _joined(map(_turn, result.played, result.verdicts))
    outage = Markup('<p class="step no">not run: {}</p>').format(result.not_run) if result.not_run else ""
    return Markup(
        '<details class="case {}"{}><summary><span class="mark">{}</span><b><bdi>{}</bdi></b>'
        "<small>{} · {}</small></summary>{}{}</details>"
    ).format(
        "" if result.passed else "failed",
        "" if result.passed else Markup(" open"),
        "✓" if result.passed else "✗",
        case.scenario.name,
        case.kind.replace("_", " "),
        case.scenario.spoken,
        outage,
        turns,
    )


def _turn(played: Played, verdicts: list[Verdict]) -> Markup:
    said = [_bubble("customer", text) for text in played.turn.customer]
    if played.turn.picture:
        said.append(_bubble("picture", f"sent: {played.turn.picture}"))
    return Markup('<section class="turn">{}{}{}{}<ul>{}</ul></section>').format(
        _joined(said),
        _joined(_steps(played)),
        _bubble("shop", played.reply),
        Markup('<p class="step">a person is called: {}</p>').format(played.person) if played.person else "",
        _joined(map(_verdict, verdicts)),
    )


def _steps(played: Played) -> Iterator[Markup]:
    for step in played.steps:
        for call in step.get("tool_calls") or ():
            yield _fold(f"{call['function']['name']} is called", call["function"]["arguments"])
        if step["role"] == "tool":
            yield _fold("and answers", step["content"])
        elif step["role"] == "system":
            yield _fold("the guard has it written again", step["content"])
        elif step.get("content") and step["content"] != played.reply:
            yield _fold("was not sent", step["content"])


def _fold(what: str, content: str) -> Markup:
    return Markup('<details class="step"><summary>{}</summary><pre dir="auto">{}</pre></details>').format(
        what, _laid_out(content)
    )


def _laid_out(content: str) -> str:
    try:
        data: Any = json.loads(unfenced(content))
    except ValueError:
        return content
    return json.dumps(data, ensure_ascii=False, indent=1)


def _bubble(who: str, text: str) -> Markup:
    return Markup('<p class="said {}" dir="auto">{}</p>').format(who, text)


def _verdict(verdict: Verdict) -> Markup:
    seen = "" if verdict.holds else Markup("; seen: <bdi>{}</bdi>").format(verdict.seen)
    return Markup('<li class="{}"><bdi>{}</bdi>{}</li>').format(
        "yes" if verdict.holds else "no", verdict.expected, seen
    )


def _joined(some: Iterable[Markup]) -> Markup:
    return Markup("").join(some)
