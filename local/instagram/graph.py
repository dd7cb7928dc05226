"""The Graph API over HTTP: who calls, which version, which node, and every error in Meta's own envelope.

One route takes every path, because a wrong path or method is answered in the same envelope as a wrong parameter, and a
client that expects JSON must get it here too.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from local.instagram import errors, reads
from local.instagram.comments import Comments
from local.instagram.errors import GraphError
from local.instagram.faults import Faults
from local.instagram.ids import Ids
from local.instagram.limits import Limiter
from local.instagram.own_posts import OwnPosts
from local.instagram.profiles import Profiles
from local.instagram.public_replies import PublicReplies
from local.instagram.sends import Reply
from local.instagram.subscriptions import Subscriptions
from local.instagram.switches import Switches
from local.instagram.threads import Account, Threads
from local.instagram.tokens import Tokens
from local.instagram.wire import API_VERSION

#: v20.0 ended on 24 September 2026.
SUPPORTED = frozenset({"v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0"})
_VERSION = re.compile(r"v\d+\.\d+")

#: Where a wrong method is told from a wrong path.
_EDGES = {
    "",
    "conversations",
    "media",
    "messages",
    "message_attachments",
    "messenger_profile",
    "replies",
    "subscribed_apps",
}

Poster = Callable[[Account, Any], Awaitable[Reply]]


@dataclass(frozen=True)
class Usage:
    """How much of its quota the product has used, in per cent; Meta tells it with every answer."""

    percent: int = 1
    regain_minutes: int = 0  #: above 0 the account is throttled for so long

    def headers(self, account: Account | None) -> dict[str, str]:
        figures = {"call_count": self.percent, "total_time": self.percent, "total_cputime": self.percent}
        app = {"X-App-Usage": json.dumps(figures)}
        if account is None:
            return app
        use = figures | {"type": "instagram", "estimated_time_to_regain_access": self.regain_minutes}
        return app | {"X-Business-Use-Case-Usage": json.dumps({account.user_id: [use]})}


class Graph:
    """Reads are answered here; the kinds of post are handed to their owners."""

    def __init__(
        self,
        *,
        threads: Threads,
        comments: Comments,
        ids: Ids,
        faults: Faults,
        limiter: Limiter,
        posts: Mapping[str, Poster],
        public: PublicReplies,
        own_posts: OwnPosts,
        switches: Switches,
        tokens: Tokens,
        subscriptions: Subscriptions,
    ) -> None:
        self.usage = Usage()
        self.usage_of: dict[str, Usage] = {}  #: of accounts that differ from the rest, by their user_id
        self.largest_page: int | None = None
        self._limiter = limiter
        self._switches = switches
        self._profiles = Profiles()
        self._threads = threads
        self._comments = comments
        self._public = public
        self._own_posts = own_posts
        self._ids = ids
        self._faults = faults
        self._posts = posts
        self._tokens = tokens
        self._subscriptions = subscriptions

    async def handle(self, request: web.Request) -> web.StreamResponse:
        try:
            account = self._caller(request)
        except GraphError as error:
            return _json(error.body(self._ids.trace()), {}, status=error.status)
        if request.method == "POST" and self._faults.breaks_this() and request.transport is not None:
            request.transport.close()
            return web.Response()
        own = self.usage_of.get(account.user_id) if account is not None else None
        usage = (own or self.usage).headers(account)
        try:
            reply = await self._answer(request, account)
        except GraphError as error:
            trace = self._ids.trace()
            headers = usage | {"x-fb-trace-id": trace} | error.headers
            return _json(error.body(trace), headers, status=error.status)
        return await _send(request, reply, _json(reply.answer, usage))

    async def _answer(self, request: web.Request, account: Account | None) -> Reply:
        path = _path(request)
        if account is None:
            raise errors.bad_token()
        match path:
            case [node] if node and request.method == "GET":
                self._faults.strike("reads", account)
                return Reply(self._read(account, node, dict(request.query)))
            case [node, "conversations"] if request.method == "GET":
                self._own(account, node, "get")
                self._faults.strike("reads", account)
                self._limiter.admit(account, "conversations")
                query = dict(request.query)
                return Reply(reads.list_conversations(self._threads, account, query, self.largest_page))
            case [node, "media"] if request.method == "GET":
                self._own(account, node, "get")
                self._faults.strike("reads", account)
                return Reply(self._own_posts.page(account, dict(request.query)))
            case [node, "messenger_profile"] if request.method in {"GET", "POST", "DELETE"}:
                self._own(account, node, request.method.lower())
                self._faults.strike("profile", account)
                return Reply(await self._profile(request, account))
            case [node, "subscribed_apps"] if request.method in {"GET", "POST", "DELETE"}:
                self._own(account, node, request.method.lower())
                self._faults.strike("subscriptions", account)
                return Reply(self._subscribed(request, account))
            case [node, "replies"] if request.method in {"GET", "POST"}:
                return await self._replies(request, account, node)
            case [node, edge] if edge in self._posts and request.method == "POST":
                self._own(account, node, "post")
                return await self._posts[edge](account, await _body(request))
            case [node, *edge] if node and "/".join(edge) in _EDGES:
                raise errors.unsupported_method(request.method.lower())
        raise errors.unknown_path("/".join(path))

    def _read(self, account: Account, node: str, query: dict[str, str]) -> dict[str, Any]:
        comment = self._comments.find(account, node)
        if comment is not None:
            return self._public.read(comment, query.get("fields"))
        post = self._own_posts.find(account, node)
        if post is not None:
            return self._own_posts.read(account, post, query.get("fields"))
        if reads.is_of_conversations(self._threads, account, node):
            self._limiter.admit(account, "conversations")
        found = reads.read_node(self._threads, account, node, query, posts=len(self._own_posts.of(account)))
        return {"data": [found]} if node == "me" and self._switches.me_in_data else found

    async def _replies(self, request: web.Request, account: Account, node: str) -> Reply:
        if request.method == "POST":
            return await self._public.post(account, node, await _parameters(request))
        self._faults.strike("reads", account)
        return Reply(self._public.read_replies(account, node, request.query.get("fields")))

    async def _profile(self, request: web.Request, account: Account) -> dict[str, Any]:
        if request.method == "GET":
            return self._profiles.read(account, dict(request.query))
        change = self._profiles.put if request.method == "POST" else self._profiles.remove
        return change(account, await _body(request))

    def _subscribed(self, request: web.Request, account: Account) -> dict[str, Any]:
        if request.method == "GET":
            return self._subscriptions.read(account)
        if request.method == "DELETE":
            return self._subscriptions.remove(account)
        return self._subscriptions.put(account, request.query.get("subscribed_fields", ""))

    def _caller(self, request: web.Request) -> Account | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        given = token.strip() if scheme.lower() == "bearer" else request.query.get("access_token")
        claims = self._tokens.read(given or "", "short", "long")
        if claims is not None:
            return self._threads.accounts.get(claims["account"])
        return next((one for one in self._threads.accounts.values() if one.access_token == given), None)

    def _own(self, account: Account, node: str, verb: str) -> None:
        if node not in {"me", account.user_id, account.app_scoped_id}:
            raise errors.unknown_object(node, verb)


def _path(request: web.Request) -> list[str]:
    path = request.path.strip("/").split("/")
    if _VERSION.fullmatch(path[0]):
        version = path.pop(0)
        if version not in SUPPORTED:
            raise errors.unknown_path(f"{version}/{'/'.join(path)}")
    return path


async def _body(request: web.Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise errors.bad_parameter("The request body is not valid JSON.") from None


async def _parameters(request: web.Request) -> dict[str, Any]:
    """Meta's pages put the parameters of a comment into the address; a JSON body does as well."""
    body = await _body(request) if request.can_read_body else {}
    if not isinstance(body, dict):
        raise errors.bad_parameter("The request body is not a JSON object.")
    return {name: value for name, value in request.query.items() if name != "access_token"} | body


async def _send(request: web.Request, reply: Reply, response: web.Response) -> web.StreamResponse:
    if reply.lost and request.transport is not None:
        request.transport.close()
    elif reply.then is not None:
        await response.prepare(request)
        await response.write_eof()
    if reply.then is not None:
        reply.then()
    return response


def _json(body: dict[str, Any], headers: dict[str, str], *, status: int = 200) -> web.Response:
    told = {
        "facebook-api-version": API_VERSION,
        "Cache-Control": "private, no-cache, no-store, must-revalidate",
    }
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json", headers=told | headers)
