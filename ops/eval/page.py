"""The report as one page that needs nothing else: what was reached, and each transcript, those that failed first."""

from pathlib import Path
from string import Template

from markupsafe import Markup, escape

from ops.eval.run import Report, Result
from ops.eval.told import about_the_model
from ops.eval.transcript import joined, turn_of

_PAGE = Path(__file__).with_suffix(".html")


def page(report: Report, below: list[str]) -> str:
    failed_first = sorted(report.results, key=lambda result: result.passed)
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        passed=sum(result.passed for result in report.results),
        total=len(report.results),
        model=escape(about_the_model(report)),
        reached=_reached(below),
        kinds=joined(_kind(kind, results) for kind, results in report.kinds.items()),
        cases=joined(map(_case, failed_first)),
    )


def _reached(below: list[str]) -> Markup:
    if not below:
        return Markup('<p class="reached yes">All thresholds are reached.</p>')
    rows = joined(Markup("<li>{}</li>").format(one) for one in below)
    return Markup('<div class="reached no"><b>Below the thresholds</b><ul>{}</ul></div>').format(rows)


def _kind(kind: str, results: list[Result]) -> Markup:
    passed = sum(result.passed for result in results)
    return Markup('<tr><td>{}</td><td class="n {}">{}</td><td class="n">{}</td></tr>').format(
        kind.replace("_", " "), "" if passed == len(results) else "no", passed, len(results)
    )


def _case(result: Result) -> Markup:
    case = result.case
    turns = joined(map(turn_of, result.played, result.verdicts))
    not_run = Markup('<p class="outage">not run: {}</p>').format(result.not_run) if result.not_run else ""
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
        not_run,
        turns,
    )
