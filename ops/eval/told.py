"""A report in words and as data: what was run with which model, and what did not come off."""

from typing import Any

from ops.eval.judge import Verdict
from ops.eval.run import Report, Result
from ops.eval.thread import Played

#: Letters of a reply in a terminal; the page and the data have all of it.
_MOST_SEEN = 160


def headline(report: Report) -> str:
    passed = sum(result.passed for result in report.results)
    return f"{passed} of {len(report.results)} scenarios passed · {about_the_model(report)}"


def about_the_model(report: Report) -> str:
    if report.scripted:
        return "scripted model: proves the machinery only, and nothing about answers"
    guard = f"replies written again: {report.written_again}, held back: {report.held_back}"
    by = ", ".join(report.answered_by) or "nobody"
    return f"model {report.model}, answered by {by} · {guard} · {report.money:.2f} USD"


def faults(result: Result) -> list[str]:
    if result.not_run:
        return [f"not run: {result.not_run}"]
    return [
        f"turn {number}: {one.expected}; seen: {_in_a_line(one.seen)}"
        for number, verdicts in enumerate(result.verdicts, 1)
        for one in verdicts
        if not one.holds
    ]


def _in_a_line(seen: str) -> str:
    line = " ".join(seen.split())
    return line if len(line) <= _MOST_SEEN else f"{line[:_MOST_SEEN]}…"


def as_data(report: Report, below: list[str]) -> dict[str, Any]:
    return {
        "model": report.model,
        "answered_by": report.answered_by,
        "scripted": report.scripted,
        "passed": sum(result.passed for result in report.results),
        "scenarios": len(report.results),
        "money": f"{report.money:f}",
        "written_again": report.written_again,
        "held_back": report.held_back,
        "below": below,
        "kinds": {
            kind: {"passed": sum(result.passed for result in results), "of": len(results)}
            for kind, results in report.kinds.items()
        },
        "results": [_result(result) for result in report.results],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "file": result.case.file,
        "name": result.case.scenario.name,
        "kind": result.case.kind,
        "register": result.case.scenario.spoken,
        "passed": result.passed,
        "outage": result.not_run,
        "turns": [
            {**_turn(played), "verdicts": [_verdict(one) for one in verdicts]}
            for played, verdicts in zip(result.played, result.verdicts, strict=True)
        ],
    }


def _turn(played: Played) -> dict[str, Any]:
    conversed = played.conversed
    return {
        "customer": list(played.turn.customer),
        "picture": played.turn.picture,
        "story": played.turn.story,
        "steps": played.steps,
        "reply": played.reply,
        "good_reply": played.turn.reply,
        "person": played.person,
        "rounds": conversed.rounds,
        "prompt_tokens": conversed.prompt_tokens,
        "completion_tokens": conversed.completion_tokens,
        "money": f"{conversed.money:f}",
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {"expected": verdict.expected, "holds": verdict.holds, "seen": verdict.seen}
