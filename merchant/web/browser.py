"""The browser before and after anybody has signed in: one cookie that names it, and tokens that bind forms to it.

The name is random and kept nowhere here. A form carries a keyed digest of it (a signed double submit), so that another
site, which can make a browser send its cookies, cannot make it send a form of ours. Signing in gives it another name.
"""

import secrets
from typing import Annotated

from fastapi import Form, Request, Response

from shared.app import App
from shared.errors import Refused

_PURPOSE = "form"
#: Browsers keep a cookie with this prefix to one host, the whole of it, and https.
_PREFIX = "__Host-"
#: An hour: longer than a login takes, and long enough for a page that lies open.
LASTS = 3600


def app_of(request: Request) -> App:
    app: App = request.app.state.app
    return app


def is_secure(request: Request) -> bool:
    """By the address that the deployment is reached at, not by what a proxy says of one request."""
    return app_of(request).settings.public_url.startswith("https:")


def cookie_name(request: Request, name: str) -> str:
    return f"{_PREFIX}{name}" if is_secure(request) else name


def name_of(request: Request) -> str:
    """Empty for a browser that has no name yet."""
    return request.cookies.get(cookie_name(request, "browser"), "")


def named(request: Request) -> str:
    """The browser's name, or one to give it with the answer."""
    if not hasattr(request.state, "browser"):
        request.state.browser = name_of(request) or secrets.token_urlsafe(24)
    name: str = request.state.browser
    return name


def rename(request: Request) -> None:
    """Whatever was fixed in this browser before is worth nothing after."""
    request.state.browser = secrets.token_urlsafe(24)


def keep_name(request: Request, response: Response) -> None:
    set_cookie(request, response, "browser", named(request), LASTS)


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(request),
        httponly=True,
        # Instagram sends the browser back to us by a link: `strict` would lose the name on the way.
        samesite="lax",
    )


def form_token(request: Request) -> str:
    return app_of(request).keys.sign(_PURPOSE, named(request))


async def from_our_form(request: Request, token: Annotated[str, Form()] = "") -> None:
    """A dependency of every route that changes something by a cookie. Raises Refused 403."""
    name = name_of(request)
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refused(403, "form")
    if not name or not app_of(request).keys.has_signed(_PURPOSE, name, token):
        raise Refused(403, "form")
