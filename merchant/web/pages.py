"""What a person reads: templates with their sentences in Arabic and English, kept as data.

Arabic unless the browser prefers English or the address has once said `lang=en`. Every outcome has its own sentences: what
happened, and the one thing to do about it.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from merchant.web import browser

_HERE = Path(__file__).parent
Language = Literal["ar", "en"]
#: What somebody chose is kept in a cookie of this name; it says nothing of who it was.
_LANGUAGE = "lang"
_A_YEAR = 365 * 24 * 3600
#: Where a page about a problem leads; the others are about connecting, which is begun anew.
_GO_ON = {
    **dict.fromkeys(("signed_out", "link"), "/console/sign-in"),
    **dict.fromkeys(
        ("there_already", "too_many_people", "no_such_person", "mail_not_sent"), "/console/people"
    ),
    **dict.fromkeys(("no_such_alert", "no_web_address", "no_hours"), "/console/alerts"),
    **dict.fromkeys(
        (
            "no_address",
            "too_many_links",
            "mail_not_ready",
            "owner_only",
            "form",
            "too_large",
            "not_found",
            "no_such_account",
        ),
        "/console",
    ),
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def sentences() -> dict[str, dict[str, Any]]:
    """By page, then by language."""
    told: dict[str, dict[str, Any]] = {}
    for file in sorted((_HERE / "sentences").glob("*.json")):
        told |= json.loads(file.read_text(encoding="utf-8"))
    return told


def language_of(request: Request) -> Language:
    for asked in (request.query_params.get("lang"), request.cookies.get(_LANGUAGE)):
        if asked in {"ar", "en"}:
            return "en" if asked == "en" else "ar"
    first = request.headers.get("accept-language", "").strip().lower()
    return "en" if first.startswith("en") else "ar"


def page(
    request: Request, template: str, *, status: int = 200, head: Mapping[str, str] | None = None, **told: Any
) -> HTMLResponse:
    language = language_of(request)
    text = (
        _environment()
        .get_template(f"{template}.html")
        .render(
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            other="en" if language == "ar" else "ar",
            words={name: said[language] for name, said in sentences().items()},
            token=browser.form_token(request),
            **({"who": None, "here": ""} | told),
        )
    )
    response = HTMLResponse(text, status_code=status, headers=dict(head or {}))
    browser.keep_name(request, response)
    if "lang" in request.query_params:
        response.set_cookie(
            _LANGUAGE, language, max_age=_A_YEAR, path="/console", samesite="lax", httponly=True
        )
    return response


def problem_page(request: Request, reason: str, *, status: int) -> HTMLResponse:
    """`reason` is a word of the closed list; one that has no sentences of its own gets the general ones."""
    listed = sentences()["problems"][language_of(request)]
    told = listed.get(reason, listed["other"])
    return page(request, "problem", status=status, problem=told, back=_GO_ON.get(reason, "/console/connect"))
