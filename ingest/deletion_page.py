"""`/deletion/<code>`: how far a deletion is, for whoever has the code, in Arabic and English. It names nobody."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path

import azure.functions as func

from shared.app import App
from shared.database import Row, named_queries

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_CODE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_STEPS = ("requested", "began", "completed")


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    code = req.route_params.get("code", "")
    found = await _status(app, code) if _CODE.fullmatch(code) else None
    text = _page([_steps(found, language) for language in ("ar", "en")] if found else None)
    return func.HttpResponse(
        text, mimetype="text/html", charset="utf-8", status_code=200 if found else 404, headers=_HEADERS
    )


async def _status(app: App, code: str) -> Row | None:
    async with app.database.crossing() as tx:
        return await tx.row(SQL["status"], {"code": code})


@cache
def _words() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return told


def _steps(found: Row, language: str) -> str:
    """Each step with its time; the ones to come without."""
    words = _words()[language]
    lines = [f"<li>{escape(words[step])}: {_time(found[f'{step}_at'], words)}</li>" for step in _STEPS]
    now = [step for step in _STEPS if found[f"{step}_at"]][-1]
    return f"<p><strong>{escape(words[f'now_{now}'])}</strong></p><ol>{''.join(lines)}</ol>"


def _time(at: datetime | None, words: dict[str, str]) -> str:
    if at is None:
        return escape(words["not_yet"])
    utc = at.astimezone(UTC)
    return f'<time dir="ltr" datetime="{utc.isoformat(timespec="seconds")}">{utc:%Y-%m-%d %H:%M} UTC</time>'


def _page(told: list[str] | None) -> str:
    """`told` is Arabic and English; none for a code that nobody was given."""
    sections = []
    for number, language in enumerate(("ar", "en")):
        words = _words()[language]
        body = told[number] if told else f"<p>{escape(words['unknown'])}</p>"
        direction = "rtl" if language == "ar" else "ltr"
        sections.append(
            f'<section lang="{language}" dir="{direction}"><h1>{escape(words["title"])}</h1>{body}</section>'
        )
    return (
        '<!doctype html><html lang="ar"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(_words()['ar']['title'])} · {escape(_words()['en']['title'])}</title>"
        "<style>body{font:1.05rem/1.7 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;"
        "color:#1c1917;background:#fff}h1{font-size:1.3rem}section+section{margin-top:2.5rem;border-top:1px solid #d6d3d1}"
        "@media(prefers-color-scheme:dark){body{color:#f5f5f4;background:#1c1917}}</style></head>"
        f"<body><main>{''.join(sections)}</main></body></html>"
    )
