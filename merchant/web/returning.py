"""Back to the page that somebody wanted who had to sign in first: an alert's, tapped on a telephone in the morning.

The browser keeps it in a cookie of ours, so no address leads anywhere by what stands in it; and what the cookie says is
one of our own pages or nothing, whoever wrote it.
"""

import re

from fastapi import Request, Response

from merchant.web import browser

HOME = "/console"
_COOKIE = "wanted"
#: Our own paths in their plainest spelling: no dot, no backslash, no escape, no second slash, no query.
_OURS = re.compile(r"/console(?:/[A-Za-z0-9_-]{1,64}){0,4}", re.ASCII)


def own_page(path: str) -> str:
    """The path, if it is one of ours; else the first page."""
    return path if _OURS.fullmatch(path) else HOME


def remember(request: Request, response: Response) -> None:
    """The page that was asked for and may not be seen yet."""
    wanted = own_page(request.url.path)
    if request.method == "GET" and wanted != HOME:
        browser.set_cookie(request, response, _COOKIE, wanted, browser.LASTS)


def wanted(request: Request) -> str:
    return own_page(request.cookies.get(browser.cookie_name(request, _COOKIE), HOME))


def forget(request: Request, response: Response) -> None:
    response.delete_cookie(browser.cookie_name(request, _COOKIE), path="/", secure=browser.is_secure(request))
