"""The pretended Instagram as one object: a Graph API, a webhook sender and a chat page behind one `app`.

Tests speak through its methods as customer, as owner and as Meta; people speak through the page. Both go the same way,
so what the page shows is what a test would have seen. It is a stand-in: nothing here reaches Instagram.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from local.instagram import wire
from local.instagram.callbacks import Callbacks
from local.instagram.cdn import Cdn
from local.instagram.chat import Chat
from local.instagram.comment_entries import Entry
from local.instagram.commenting import Commenting, lane_of
from local.instagram.comments import Comment, Comments
from local.instagram.faults import Faults
from local.instagram.graph import Graph, Usage
from local.instagram.ids import Ids
from local.instagram.items import item_of
from local.instagram.journal import Journal, record_of, record_of_comment
from local.instagram.limits import METAS, Limiter, Limits
from local.instagram.login import AppKeys, Login
from local.instagram.own_posts import OwnPost, OwnPosts
from local.instagram.public_replies import PublicReplies
from local.instagram.sends import Sends
from local.instagram.site import add_page
from local.instagram.subscriptions import Subscriptions
from local.instagram.switches import Switches
from local.instagram.threads import Account, Author, Message, Thread, Threads
from local.instagram.tokens import Tokens
from local.instagram.waiting import Waiting
from local.instagram.webhooks import RETRIES, TIMEOUT_SECONDS, Attempts, Delivery, Handshake, Webhooks
from local.instagram.wire import Item

#: Of the app at the stand-in's Meta: as long as a real one, and nobody's.
APP_ID = "990000000000001"


class InstagramStandIn:
    """`switches` are what is open about Meta's ways; `timeout` is how long Meta waits for the webhook.

    `limits` are Meta's on calls in a time; without them a clock that stands still never has enough of it.
    `unlisted` customers are real to the product and left out of the page's list, for a check that runs at start.
    """

    def __init__(
        self,
        accounts: Sequence[Account],
        *,
        app_secret: str,
        app_id: str = APP_ID,
        callback_url: str | None = None,
        clock: Callable[[], float] = time.time,
        ids: Ids | None = None,
        switches: Switches | None = None,
        retries: Sequence[float] = RETRIES,
        timeout: float = TIMEOUT_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        state: Path | None = None,
        unlisted: Collection[str] = (),
        limits: Limits | None = METAS,
    ) -> None:
        self.switches = switches or Switches()
        self._clock = clock
        self._ids = ids or Ids()
        self._threads = Threads(accounts, self._changed, unlisted)
        self._journal = Journal(state) if state else None
        self._webhooks = Webhooks(
            secret=app_secret, url=callback_url, retries=retries, timeout=timeout, sleep=sleep
        )
        self._faults = Faults(self.switches)
        tokens = Tokens(app_secret, clock, self._ids)
        self._subscriptions = Subscriptions()
        self.login = Login(self._threads, tokens, self._ids, self.switches, AppKeys(app_id, app_secret))
        limiter = Limiter(limits, clock)
        self.fail_next = self._faults.fail_next
        self.throttle_next = self._faults.throttle_next
        self.hold = self._faults.hold
        self.release = self._faults.release
        self.lose_next_response = self._faults.lose_next_response
        self.break_next_post = self._faults.break_next_post
        self.kill_token = self._faults.kill_token
        self.revive_token = self._faults.revive_token
        self._cdn = Cdn(self._ids, self.switches)
        self.put_media = self._cdn.put_media
        self.release_media = self._cdn.release_media
        self._comments = Comments(self._ids, self._commented)
        self._commenting = Commenting(
            threads=self._threads,
            comments=self._comments,
            ids=self._ids,
            clock=clock,
            webhooks=self._webhooks,
            switches=self.switches,
        )
        self.publish = self._commenting.publish
        self.start_broadcast = self._commenting.start_broadcast
        self.end_broadcast = self._commenting.end_broadcast
        self.write_comment = self._commenting.write_comment
        self.customer_comments = self._commenting.customer_comments
        self.owner_comments = self._commenting.owner_comments
        self.delete_comment = self._commenting.delete_comment
        self._sends = Sends(
            threads=self._threads,
            comments=self._comments,
            ids=self._ids,
            clock=clock,
            faults=self._faults,
            limiter=limiter,
            announce=self._announce,
            switches=self.switches,
            announce_self_test=self._announce_self_test,
        )
        self._public = PublicReplies(
            comments=self._comments,
            commenting=self._commenting,
            sends=self._sends,
            faults=self._faults,
            clock=clock,
        )
        self._own_posts = OwnPosts(self._comments, clock, lambda: self._cdn.address)
        posts = {"messages": self._sends.post_message, "message_attachments": self._sends.upload}
        self._graph = Graph(
            threads=self._threads,
            comments=self._comments,
            ids=self._ids,
            faults=self._faults,
            limiter=limiter,
            posts=posts,
            public=self._public,
            own_posts=self._own_posts,
            switches=self.switches,
            tokens=tokens,
            subscriptions=self._subscriptions,
        )
        self.usage_of = self._graph.usage_of
        #: What the product posted and Graph accepted or refused, and what it fetched; oldest first.
        self.sent = self._sends.sent
        self.signals = self._sends.signals
        self.refused = self._sends.refused
        self.comment_replies = self._public.made
        self.media_fetched = self._cdn.fetched
        waiting = Waiting(self._sends, self._public)
        self.posted = waiting.posted
        self.sent_to = waiting.sent_to
        self.refusals = waiting.refusals
        self.comments_replied = waiting.comments_replied
        self._chat = Chat(
            self._threads,
            ids=self._ids,
            clock=clock,
            put=self._put,
            announce=self._announce,
            commenting=self._commenting,
            put_media=self.put_media,
        )
        self.drop_streams = self._chat.streams.drop
        self.app = self._build()

    @property
    def callbacks(self) -> Callbacks:
        """As Meta calls back when an account's owner removes the app, or asks for the deletion of their data."""
        return Callbacks(self._webhooks.secret, self._clock, self._webhooks.url)

    @property
    def callback_url(self) -> str | None:
        return self._webhooks.url

    @callback_url.setter
    def callback_url(self, url: str | None) -> None:
        self._webhooks.url = url

    @property
    def address(self) -> str | None:
        """Where the stand-in itself is served: what `put_media` gives addresses of."""
        return self._cdn.address

    @address.setter
    def address(self, address: str | None) -> None:
        self._cdn.address = address

    @property
    def usage(self) -> Usage:
        return self._graph.usage

    @usage.setter
    def usage(self, usage: Usage) -> None:
        self._graph.usage = usage

    @property
    def largest_page(self) -> int | None:
        """How many conversations Graph finds not too much for one answer; by default as many as one likes."""
        return self._graph.largest_page

    @largest_page.setter
    def largest_page(self, most: int | None) -> None:
        self._graph.largest_page = most

    @property
    def comments(self) -> list[Comment]:
        """All of them, the account's own as well, in the order in which they were made."""
        return self._comments.all

    def put_posts(self, *posts: OwnPost, account: Account | None = None) -> None:
        """What the account has posted before; who comments on the page does so below the last."""
        for post in posts:
            self._own_posts.put(account or self._threads.first_account(), post)

    def thread(self, customer: str, account: Account | None = None) -> Thread:
        return self._threads.open(account or self._threads.first_account(), customer)

    def write(self, customer: str, text: str | None, *, account: Account | None = None, **more: Any) -> Item:
        """Puts a message into the thread and returns its webhook item undelivered.

        Hand items to `deliver` together, twice or in another order; or never, as some webhooks never come.
        Keywords as `customer_says`, and `by="owner"`.
        """
        thread = self.thread(customer, account)
        return item_of(thread, self._put(thread, text, **more))

    async def customer_says(
        self, customer: str, text: str | None, *, account: Account | None = None, **more: Any
    ) -> Delivery:
        """Returns when the webhook has accepted it or the last attempt has failed.

        Keywords: `mid`, `timestamp` (ms; it is what the 24 hours count from), `payload` (a quick reply was tapped),
        `postback` (a button was), `reply_to`, `attachments` (`text` may be None). A mid already in the thread is delivered once more.
        """
        thread = self.thread(customer, account)
        return await self._announce(thread, self._put(thread, text, **more)).finished()

    async def owner_says(
        self, customer: str, text: str, *, account: Account | None = None, **more: Any
    ) -> Delivery:
        """The owner types in the Instagram app: an echo with a mid that no Graph answer has ever carried."""
        return await self.customer_says(customer, text, account=account, by="owner", **more)

    async def deliver(self, *items: Item, comments: Sequence[Entry] = ()) -> Delivery:
        """One POST with all the items and the entries of `write_comment`, with Meta's retries."""
        lanes = {(item["sender"]["id"], item["recipient"]["id"]) for item in items}
        in_order = {min(lane, lane[::-1]) for lane in lanes} | set(map(lane_of, comments))
        return await self._webhooks.start(self._body(*items, comments=comments), in_order).finished()

    async def deliver_raw(self, item_or_body: Item | bytes, *, sign: bool = True) -> Delivery:
        """One attempt with exactly these bytes, or with this item in an envelope.

        With the `raw` of an earlier delivery it is Meta's last attempt, as many hours later as the clock says.
        """
        raw = item_or_body if isinstance(item_or_body, bytes) else self._body(item_or_body)
        headers = wire.headers(raw, self._webhooks.secret if sign else None)
        return Delivery((await self._webhooks.post(raw, headers),), raw)

    async def verify(self, url: str, token: str) -> Handshake:
        """The call Meta makes when a callback URL is entered in the dashboard."""
        return await self._webhooks.verify(url, token, self._ids.challenge())

    def _put(
        self,
        thread: Thread,
        text: str | None,
        *,
        mid: str | None = None,
        timestamp: int | None = None,
        by: Author = "customer",
        **content: Any,
    ) -> Message:
        known = thread.get(mid) if mid else None
        if known is not None:
            return known
        at = timestamp if timestamp is not None else thread.next_time(int(self._clock() * 1000))
        mid = mid or self._ids.mid(thread.account.user_id, thread.customer.id, at)
        return thread.put(Message(mid=mid, at=at, by=by, text=text, **content))

    def _announce(self, thread: Thread, message: Message) -> Attempts:
        own = message.by == "app"
        if not own and self.callback_url and self._subscriptions.listens(thread.account):
            message.delivery = "pending"
            thread.put(message)
        lane = min(sides := (thread.account.user_id, thread.customer.id), sides[::-1])
        raw = self._body(item_of(thread, message))
        if not self._subscriptions.listens(thread.account):
            return self._webhooks.start_nothing(raw)
        return self._webhooks.start(raw, () if own else (lane,), partial(_note, thread, message))

    def _announce_self_test(self, account: Account, mid: str, text: str, at: int) -> None:
        if self._subscriptions.listens(account):
            said = {"mid": mid, "text": text, "is_echo": True, "is_self": True}
            self._webhooks.start(self._body(wire.item(account.user_id, account.user_id, at, message=said)))

    def _body(self, *items: Item, comments: Sequence[Entry] = ()) -> bytes:
        lag = max((int(item["timestamp"]) for item in items), default=0) + self.switches.envelope_lag_ms
        return wire.build_body(*items, time=max(lag, int(self._clock() * 1000)), comments=comments)

    def _changed(self, thread: Thread, message: Message | None) -> None:
        if self._journal is not None:
            self._journal.append(record_of(thread, message))

    def _commented(self, comment: Comment) -> None:
        if self._journal is not None:
            self._journal.append(record_of_comment(comment))

    def _build(self) -> web.Application:
        app = web.Application(client_max_size=2**20)
        add_page(app)
        self._chat.add_routes(app)
        self._own_posts.add_routes(app)
        self._cdn.add_routes(app)
        self.login.add_routes(app)
        app.router.add_route("*", "/{path:.*}", self._graph.handle)
        app.on_response_prepare.append(_sign_as_stand_in)
        app.on_shutdown.append(self._shut)
        app.cleanup_ctx.append(self._live)
        return app

    async def _shut(self, _app: web.Application) -> None:
        self.drop_streams()
        self.release()
        self.release_media()

    async def _live(self, _app: web.Application) -> AsyncIterator[None]:
        if self._journal is not None:
            await self._journal.open(self._threads, self._comments)
        yield
        await self._webhooks.close()
        if self._journal is not None:
            await self._journal.close()


async def _sign_as_stand_in(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "instagram-stand-in"


def _note(thread: Thread, message: Message, status: int | None, last: bool) -> None:  # noqa: FBT001  # the shape of Seen
    """Lets the page tell a person what became of the webhook behind the bubble."""
    if message.by != "app":
        message.status = status
        message.delivery = "delivered" if status == 200 else "dropped" if last else "retrying"
        thread.put(message)
