"""Instagram's login as a merchant's browser and the app's server meet it: consent page, code, tokens.

Shapes and failures as Meta's "Business Login" and apps in the field tell them; this endpoint has an error envelope of
its own. Who may log in is any account of the stand-in: there are no passwords here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from markupsafe import Markup

from local.instagram import errors
from local.instagram.errors import GraphError
from local.instagram.ids import Ids
from local.instagram.switches import Switches
from local.instagram.threads import Account, Threads
from local.instagram.tokens import LASTS, Tokens

SCOPES = {
    "instagram_business_basic": "See the account's profile and posts",
    "instagram_business_manage_messages": "Read and answer messages",
    "instagram_business_manage_comments": "Read and answer comments",
    "instagram_business_content_publish": "Publish posts",
    "instagram_business_manage_insights": "See statistics",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
}


@dataclass(frozen=True)
class AppKeys:
    app_id: str
    secret: str


class LoginError(Exception):
    """Answered in the envelope of the token endpoint."""


class Login:
    def __init__(self, threads: Threads, tokens: Tokens, ids: Ids, switches: Switches, app: AppKeys) -> None:
        self._threads = threads
        self._tokens = tokens
        self._ids = ids
        self._switches = switches
        self._app = app
        self._used: set[str] = set()
        self.change_password = tokens.change_password
        self.redirect_uris: set[str] | None = None  #: as registered in the dashboard; None takes any

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/oauth/authorize", self._page)
        app.router.add_post("/oauth/authorize", self._decide)
        app.router.add_post("/oauth/access_token", self._exchange)
        app.router.add_get("/access_token", self._long_lived)
        app.router.add_get("/refresh_access_token", self._refresh)

    def allow(self, account: Account, query: Mapping[str, str], permissions: list[str]) -> str:
        """Where the browser is sent when the account's owner agrees; `#_` stands behind it, as Instagram has it."""
        code = self._tokens.issue(account, "code", permissions, redirect_uri=query["redirect_uri"])
        told = urlencode({"code": code, "state": query.get("state", "")})
        return f"{query['redirect_uri']}?{told}#_"

    async def _page(self, request: web.Request) -> web.Response:
        query = request.query
        problem = self._problem(query)
        if problem:
            return web.Response(text=problem, status=400, headers=_HEADERS)
        asked = [scope for scope in query["scope"].replace(" ", ",").split(",") if scope]
        return web.Response(
            text=_consent(list(self._threads.accounts.values()), asked),
            content_type="text/html",
            headers=_HEADERS,
        )

    async def _decide(self, request: web.Request) -> web.Response:
        query, form = request.query, await request.post()
        problem = self._problem(query)
        account = self._threads.accounts.get(str(form.get("account", "")))
        if problem or account is None:
            return web.Response(text=problem or "no such account", status=400)
        if form.get("answer") != "allow":
            told = {
                "error": "access_denied",
                "error_reason": "user_denied",
                "error_description": "The user denied your request.",
                "state": query.get("state", ""),
            }
            raise web.HTTPFound(f"{query['redirect_uri']}?{urlencode(told)}")
        raise web.HTTPFound(self.allow(account, query, [str(one) for one in form.getall("scope", [])]))

    def _problem(self, query: Mapping[str, str]) -> str | None:
        if query.get("client_id") != self._app.app_id:
            return "Invalid platform app"
        uri = query.get("redirect_uri", "")
        if urlsplit(uri).scheme not in {"http", "https"} or not self._is_registered(uri):
            return "Invalid redirect_uri"
        if query.get("response_type") != "code":
            return "Invalid response_type"
        unknown = set(query.get("scope", "").replace(" ", ",").split(",")) - SCOPES.keys()
        return f"Invalid scopes: {', '.join(sorted(unknown))}" if unknown else None

    def _is_registered(self, uri: str) -> bool:
        return self.redirect_uris is None or uri in self.redirect_uris

    async def _exchange(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            told = self._granted(form)
        except LoginError as error:
            body = {"error_type": "OAuthException", "code": 400, "error_message": str(error)}
            return web.json_response(body, status=400)
        return web.json_response(told)

    def _granted(self, form: Mapping[str, str]) -> dict[str, Any]:
        if form.get("client_id") != self._app.app_id:
            raise LoginError("Invalid platform app")
        if form.get("client_secret") != self._app.secret or form.get("grant_type") != "authorization_code":
            raise LoginError("Error validating client secret")
        code = form.get("code", "").removesuffix("#_")
        try:
            claims = self._tokens.read(code, "code")
        except GraphError:
            claims = None
        if claims is None or claims["id"] in self._used:
            raise LoginError("Matching code was not found or was already used")
        if claims["redirect_uri"] != form.get("redirect_uri"):
            raise LoginError(
                "Error validating verification code. Please make sure your redirect_uri is identical to the one you used"
            )
        account = self._threads.accounts[claims["account"]]
        if not account.tester:
            raise LoginError("Insufficient developer role")
        self._used.add(claims["id"])
        token = self._tokens.issue(account, "short", claims["permissions"])
        told: dict[str, Any] = {"access_token": token}
        allowed: list[str] = claims["permissions"]
        if self._switches.login_in_data:
            return {"data": [told | {"user_id": account.app_scoped_id, "permissions": ",".join(allowed)}]}
        return told | {"user_id": int(account.app_scoped_id), "permissions": allowed}

    async def _long_lived(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("grant_type") != "ig_exchange_token" or query.get("client_secret") != self._app.secret:
            return self._refused(errors.unsupported_method("get"))
        return self._renewed(request, "short")

    async def _refresh(self, request: web.Request) -> web.Response:
        if request.query.get("grant_type") != "ig_refresh_token":
            return self._refused(errors.unsupported_method("get"))
        return self._renewed(request, "long")

    def _renewed(self, request: web.Request, kind: str) -> web.Response:
        token = request.query.get("access_token", "")
        try:
            fresh = self._exchanged(token) if kind == "short" else self._refreshed(token)
        except GraphError as error:
            return self._refused(error)
        return web.json_response(
            {"access_token": fresh, "token_type": "bearer", "expires_in": LASTS["long"] - 56}
        )

    def _exchanged(self, token: str) -> str:
        claims = self._tokens.read(token, "short")
        if claims is None:
            raise errors.unsupported_method("get")
        return self._tokens.issue(self._threads.accounts[claims["account"]], "long", claims["permissions"])

    def _refreshed(self, token: str) -> str:
        """Also of a token that the app's dashboard gave out: its age is known to nobody, and it counts as old enough."""
        fixed = next((one for one in self._threads.accounts.values() if one.access_token == token), None)
        if fixed is not None and token:
            return self._tokens.issue(fixed, "long", list(SCOPES))
        claims = self._tokens.read(token, "long")
        if claims is None:
            raise errors.bad_token()
        return self._tokens.refreshed(self._threads.accounts[claims["account"]], token)

    def _refused(self, error: GraphError) -> web.Response:
        text = json.dumps(error.body(self._ids.trace()))
        return web.Response(text=text, status=error.status, content_type="application/json")


def _consent(accounts: list[Account], asked: list[str]) -> str:
    """The stand-in's own page: which account, what it allows, and both ways out."""
    choices = Markup("").join(
        Markup('<label><input type="radio" name="account" value="{}" {}> @{}</label>').format(
            account.user_id, Markup("checked") if number == 0 else "", account.username
        )
        for number, account in enumerate(sorted(accounts, key=lambda one: one.connected))
    )
    scopes = Markup("").join(
        Markup('<label><input type="checkbox" name="scope" value="{}" checked> {}</label>').format(
            scope, SCOPES[scope]
        )
        for scope in asked
    )
    return Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Log in (stand-in)</title><style>body{{font:1rem/1.6 system-ui;max-width:24rem;margin:2rem auto;padding:0 1rem}}"
        "label{{display:block}}button{{width:100%;padding:.7rem;margin-top:.6rem;font:inherit}}</style>"
        "<h1>Instagram (stand-in)</h1><p>This page stands in for Instagram's login. Which account is it?</p>"
        '<form method="post">{}<p>The app asks to:</p>{}'
        '<button name="answer" value="allow">Allow</button><button name="answer" value="cancel">Cancel</button></form></html>'
    ).format(choices, scopes)
