"""Instagram Business Login behind the browser: a code becomes a token, a token an account, an account sends webhooks.

Meta's page "Instagram API with Instagram Login" and its "Business Login". Tokens are for the caller to seal; secrets and
tokens travel in queries here, as Meta wants it, so no error and no log may hold an address of these calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.errors import GraphRefused, GraphUnavailable, LoginRefused, TokenDead
from shared.graph.calls import Calls, unheard

#: What a shop grants on Instagram's page. Without the first two nothing works; without the third no comment is answered.
NEEDED = ("instagram_business_basic", "instagram_business_manage_messages")
SCOPES = (*NEEDED, "instagram_business_manage_comments")
#: One unknown name would refuse the whole call: these are known to every version, what is optional goes one by one.
CORE_FIELDS = ("messages", "messaging_postbacks")
OPTIONAL_FIELDS = (
    "comments",
    "live_comments",
    "message_edit",
    "message_reactions",
    "messaging_referral",
    "messaging_optins",
    "messaging_handover",
    "standby",
    "message_echoes",
)
PROFESSIONAL = frozenset({"BUSINESS", "MEDIA_CREATOR", "CREATOR"})

#: By what Instagram says, as this endpoint has one code for everything; lower case.
_TOLD = (
    ("matching code was not found", "code_used"),
    ("already used", "code_used"),
    ("code has expired", "code_used"),
    ("redirect_uri", "redirect_differs"),
    ("invalid platform app", "wrong_app"),
    ("insufficient developer role", "not_a_tester"),
)


@dataclass(frozen=True, slots=True)
class Granted:
    """A token for an hour, and what it may do; None where Instagram did not say."""

    token: str = field(repr=False)
    permissions: frozenset[str] | None

    @property
    def missing(self) -> list[str]:
        return [one for one in NEEDED if self.permissions is not None and one not in self.permissions]


@dataclass(frozen=True, slots=True)
class LongLived:
    token: str = field(repr=False)
    seconds: int  #: from now until it ends; 60 days


@dataclass(frozen=True, slots=True)
class Identity:
    """Both ids, as webhooks and signed callbacks each use their own."""

    account: str
    app_scoped_id: str
    username: str
    name: str
    account_type: str


class Login:
    def __init__(self, base: str, version: str, *, app_id: str, secret: str, token_url: str) -> None:
        self._calls = Calls(base)
        self._version = version
        self._app_id = app_id
        self._secret = secret
        self._token_url = token_url

    async def granted(self, code: str, redirect_uri: str) -> Granted:
        """Raises LoginRefused: `code_used`, `redirect_differs`, `wrong_app`, `not_a_tester`, `refused`."""
        form = {
            "client_id": self._app_id,
            "client_secret": self._secret,
            "grant_type": "authorization_code",
            "redirect_uri": redirect_uri,
            "code": code,
        }
        status, body = await self._calls.form(self._token_url, form)
        if status >= 500 or status == 429:
            raise GraphUnavailable(f"status_{status}")
        if status != 200:
            raise LoginRefused(_reason(body))
        told = _unwrapped(body)
        token = told.get("access_token")
        if not isinstance(token, str) or not token:
            raise LoginRefused("refused")
        return Granted(token, _permissions(told.get("permissions")))

    async def long_lived(self, token: str) -> LongLived:
        """Raises LoginRefused `opaque`: a wrong secret, a token of another kind and a stranger's account look alike."""
        query = {"grant_type": "ig_exchange_token", "client_secret": self._secret, "access_token": token}
        try:
            return _token(await self._calls.ask("/access_token", None, query, heard=unheard))
        except GraphRefused:
            raise LoginRefused("opaque") from None

    async def refreshed(self, token: str) -> LongLived:
        """Of a token that is a day old and has not ended. Raises TokenDead for one that cannot be refreshed any more."""
        query = {"grant_type": "ig_refresh_token", "access_token": token}
        return _token(await self._calls.ask("/refresh_access_token", None, query, heard=unheard))

    async def identity(self, token: str) -> Identity:
        """Raises LoginRefused `wrong_account_type` for whatever is not a professional account."""
        fields = {"fields": "id,user_id,username,name,account_type"}
        try:
            told = _unwrapped(await self._calls.ask(self._path("me"), token, fields, heard=unheard))
        except TokenDead:
            raise LoginRefused("not_a_tester") from None
        except GraphRefused:
            raise LoginRefused("refused") from None
        kind = str(told.get("account_type") or "")
        ids = [str(told.get(name) or "") for name in ("user_id", "id")]
        if kind not in PROFESSIONAL or not all(one.isascii() and one.isdecimal() for one in ids):
            raise LoginRefused("wrong_account_type")
        username = str(told.get("username") or ids[0])
        return Identity(ids[0], ids[1], username, str(told.get("name") or username), kind)

    async def subscribe(self, token: str, fields: Sequence[str]) -> None:
        query = {"subscribed_fields": ",".join(fields)}
        await self._calls.ask(self._path("me/subscribed_apps"), token, query, heard=unheard, method="POST")

    async def subscribed(self, token: str) -> list[str]:
        """The fields that this app is told of, of the account."""
        answer = await self._calls.ask(self._path("me/subscribed_apps"), token, heard=unheard)
        listed = answer.get("data")
        return [
            str(name)
            for app in (listed if isinstance(listed, list) else [])
            if isinstance(app, dict)
            for name in app.get("subscribed_fields") or ()
        ]

    async def unsubscribe(self, token: str) -> None:
        await self._calls.ask(self._path("me/subscribed_apps"), token, heard=unheard, method="DELETE")

    async def close(self) -> None:
        await self._calls.close()

    def _path(self, node: str) -> str:
        return f"/{self._version}/{node}"


def _unwrapped(answer: Any) -> dict[str, Any]:
    """Meta's pages show an object in a list under `data`; deployed apps meet it flat."""
    if not isinstance(answer, dict):
        return {}
    listed = answer.get("data")
    inner = listed[0] if isinstance(listed, list) and listed else answer
    return inner if isinstance(inner, dict) else {}


def _permissions(told: Any) -> frozenset[str] | None:
    if isinstance(told, str):
        told = told.split(",")
    if not isinstance(told, list):
        return None
    return frozenset(str(one).strip() for one in told)


def _reason(body: Any) -> str:
    said = str(body.get("error_message") or "").lower() if isinstance(body, dict) else ""
    return next((reason for words, reason in _TOLD if words in said), "refused")


def _token(answer: dict[str, Any]) -> LongLived:
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or not isinstance(seconds, int) or seconds <= 0:
        raise GraphUnavailable("a token came without its end")
    return LongLived(token, seconds)
