"""The account's own posts as Graph lists them, newest first, and the addresses of their pictures, which expire.

Cursors name a post and not a number, so that a post that comes meanwhile neither hides nor doubles one. An address is signed for a time:
whoever wants to see the picture later asks for the post again. A film has its still and no address of its own, as one over whose
sound somebody has rights.
https://developers.facebook.com/docs/instagram-platform/reference/instagram-media (November 2026)
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from local.instagram.comments import Comments, Media
from local.instagram.errors import bad_parameter
from local.instagram.fields import Asked, Field
from local.instagram.reads import Query, iso
from local.instagram.threads import Account
from local.instagram.wire import API_VERSION

PAGE, LARGEST_PAGE = 25, 100
#: Seconds for which a picture's address is good.
SIGNED_FOR = 24 * 3600
FILM, ALBUM = "VIDEO", "CAROUSEL_ALBUM"


@dataclass(frozen=True)
class OwnPost:
    id: str
    kind: str  #: IMAGE, VIDEO or CAROUSEL_ALBUM
    at: int  #: milliseconds since 1970, UTC
    caption: str
    pictures: tuple[Callable[[], bytes], ...]  #: PNG; of a film its still


class OwnPosts:
    def __init__(
        self, comments: Comments, clock: Callable[[], float], address: Callable[[], str | None]
    ) -> None:
        self._comments = comments
        self._clock = clock
        self._address = address
        self._secret = secrets.token_bytes(16)
        self._posts: dict[str, tuple[Account, OwnPost]] = {}
        self._drawn = lru_cache(maxsize=16)(self._draw)

    def put(self, account: Account, post: OwnPost) -> None:
        """Customers comment below the one that was put last."""
        self._posts[post.id] = (account, post)
        self._comments.restore(Media(post.id, account, "REELS" if post.kind == FILM else "FEED"))

    def of(self, account: Account) -> list[OwnPost]:
        """Newest first."""
        own = [post for whose, post in self._posts.values() if whose == account]
        return sorted(own, key=lambda post: (post.at, post.id), reverse=True)

    def find(self, account: Account, node: str) -> OwnPost | None:
        whose, post = self._posts.get(node, (None, None))
        return post if whose == account else None

    def read(self, account: Account, post: OwnPost, fields: str | None) -> dict[str, Any]:
        return self._told(account, post, Asked.read(fields, "id"))

    def page(self, account: Account, query: Query) -> dict[str, Any]:
        asked, posts, limit = Asked.read(query.get("fields"), "id"), self.of(account), _limit(query)
        begin, end = 0, len(posts)
        if "after" in query:
            begin = _at(posts, query["after"]) + 1
        elif "before" in query:
            end = _at(posts, query["before"])
            begin = max(end - limit, 0)
        shown = posts[begin:end][:limit]
        if not shown:
            return {"data": []}
        before, after = _cursor(shown[0]), _cursor(shown[-1])
        paging: dict[str, Any] = {"cursors": {"before": before, "after": after}}
        if begin + len(shown) < len(posts):
            paging["next"] = self._link(account, query, after=after)
        if begin:
            paging["previous"] = self._link(account, query, before=before)
        return {"data": [self._told(account, post, asked) for post in shown], "paging": paging}

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/cdn/posts/{id}/{number}.png", self._serve)

    def _link(self, account: Account, query: Query, **cursor: str) -> str:
        kept = {name: value for name, value in query.items() if name in {"fields", "limit"}}
        asked = {"access_token": account.access_token, **kept, **cursor}
        return f"{self._address()}/{API_VERSION}/{account.user_id}/media?{urlencode(asked)}"

    def _told(self, account: Account, post: OwnPost, asked: Asked) -> dict[str, Any]:
        code = base64.urlsafe_b64encode(int(post.id).to_bytes(8)).decode().rstrip("=")
        link = f"https://www.instagram.com/{'reel' if post.kind == FILM else 'p'}/{code}/"
        return asked.of(
            "IGMedia",
            {
                "id": lambda _: post.id,
                "caption": lambda _: post.caption or None,
                "media_type": lambda _: post.kind,
                "media_product_type": lambda _: "REELS" if post.kind == FILM else "FEED",
                "media_url": lambda _: None if post.kind == FILM else self._signed(post, 0),
                "thumbnail_url": lambda _: self._signed(post, 0) if post.kind == FILM else None,
                "permalink": lambda _: link,
                "shortcode": lambda _: code,
                "timestamp": lambda _: iso(post.at),
                "username": lambda _: account.username,
                "owner": lambda _: {"id": account.user_id},
                "children": lambda field: self._children(post, field) if post.kind == ALBUM else None,
                "is_comment_enabled": lambda _: True,
            },
        )

    def _children(self, post: OwnPost, field: Field) -> dict[str, Any]:
        asked = Asked(field.fields or (Field("id"),))
        return {"data": [self._child(post, number, asked) for number in range(len(post.pictures))]}

    def _child(self, post: OwnPost, number: int, asked: Asked) -> dict[str, Any]:
        return asked.of(
            "IGMedia",
            {
                "id": lambda _: str(int(post.id) + 1000 * (number + 1)),
                "media_type": lambda _: "IMAGE",
                "media_url": lambda _: self._signed(post, number),
                "thumbnail_url": lambda _: None,
                "timestamp": lambda _: iso(post.at),
            },
        )

    def _signed(self, post: OwnPost, number: int) -> str:
        name, until = f"{post.id}/{number}", f"{int(self._clock()) + SIGNED_FOR:x}"
        return f"{self._address()}/cdn/posts/{name}.png?oh={self._signature(name, until)}&oe={until}"

    def _signature(self, name: str, until: str) -> str:
        return hmac.new(self._secret, f"{name} {until}".encode(), hashlib.sha256).hexdigest()[:32]

    async def _serve(self, request: web.Request) -> web.Response:
        post, number = request.match_info["id"], request.match_info["number"]
        signed, until = request.query.get("oh", ""), request.query.get("oe", "")
        if not hmac.compare_digest(signed.encode(), self._signature(f"{post}/{number}", until).encode()):
            return web.Response(status=403, text="URL signature mismatch")
        if int(until, 16) < self._clock():
            return web.Response(status=403, text="URL signature expired")
        return web.Response(
            body=await asyncio.to_thread(self._drawn, post, int(number)), content_type="image/png"
        )

    def _draw(self, post: str, number: int) -> bytes:
        return self._posts[post][1].pictures[number]()


def _limit(query: Query) -> int:
    given = query.get("limit", str(PAGE))
    if not given.isdecimal() or int(given) < 1:
        raise bad_parameter("Param limit must be a number of at least 1")
    return min(int(given), LARGEST_PAGE)


def _cursor(post: OwnPost) -> str:
    return base64.urlsafe_b64encode(post.id.encode()).decode()


def _at(posts: list[OwnPost], cursor: str) -> int:
    try:
        wanted = base64.urlsafe_b64decode(cursor).decode()
        return next(at for at, post in enumerate(posts) if post.id == wanted)
    except (binascii.Error, ValueError, StopIteration):
        raise bad_parameter("Invalid cursors values") from None
