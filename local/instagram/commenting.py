"""Comments as a test or the chat page makes them: put under a post, and told to the product by webhook or not at all.

A commenter has said nothing in private. Instagram knows this person from now on, but there is no consent to read the
profile and no window to write in.
"""

from collections.abc import Callable
from typing import Any

from local.instagram import wire
from local.instagram.comment_entries import Entry, author_of, entry_of
from local.instagram.comments import Comment, Comments, Kind, Media
from local.instagram.ids import Ids
from local.instagram.switches import Switches
from local.instagram.threads import Account, Thread, Threads
from local.instagram.webhooks import Attempts, Delivery, Lane, Webhooks


class Commenting:
    def __init__(
        self,
        *,
        threads: Threads,
        comments: Comments,
        ids: Ids,
        clock: Callable[[], float],
        webhooks: Webhooks,
        switches: Switches,
    ) -> None:
        self._switches = switches
        self._threads = threads
        self._comments = comments
        self._ids = ids
        self._clock = clock
        self._webhooks = webhooks

    def publish(
        self, kind: Kind = "FEED", *, account: Account | None = None, original: Media | None = None
    ) -> Media:
        """A post to comment under; `original` is the post that an ad shows."""
        return self._comments.publish(account or self._threads.first_account(), kind, original=original)

    def start_broadcast(self, account: Account | None = None) -> Media:
        return self.publish("LIVE", account=account)

    def end_broadcast(self, media: Media) -> None:
        media.on_air = False

    def write_comment(
        self, customer: str, text: str, *, account: Account | None = None, **more: Any
    ) -> Entry:
        """Puts a comment under a post and returns its webhook entry undelivered.

        Hand entries to `deliver(comments=...)`, twice or late; or never. Keywords as `customer_comments`.
        """
        return self.entry(self._put(account or self._threads.first_account(), customer, text, **more))

    async def customer_comments(
        self,
        customer: str,
        text: str,
        *,
        account: Account | None = None,
        boosted: bool = False,
        **more: Any,
    ) -> Delivery:
        """Returns when the webhook has accepted it or the last attempt has failed.

        Keywords: `media` (by default the newest post), `live` (under the broadcast), `parent` (a comment's id), `at`
        (ms), `username`, `comment_id`. An id that stands there already is delivered once more. `boosted`: an ad shows
        the post, and Instagram tells of the comment twice, under either, with one id.
        """
        comment = self._put(account or self._threads.first_account(), customer, text, **more)
        return await self.announce(comment, boosted=boosted).finished()

    async def owner_comments(
        self,
        text: str,
        *,
        account: Account | None = None,
        self_scoped: bool = True,
        **more: Any,
    ) -> Delivery:
        """The account comments; `self_scoped=False`: only the author's id says so."""
        comment = self.own(account or self._threads.first_account(), text, self_scoped=self_scoped, **more)
        return await self.announce(comment).finished()

    def delete_comment(self, comment_id: str) -> None:
        """By its author, in Instagram's app: no webhook tells of it."""
        found = self._comments.get(comment_id)
        if found is not None:
            self._comments.delete(found)

    def own(self, account: Account, text: str, *, self_scoped: bool = True, **more: Any) -> Comment:
        own_id = account.app_scoped_id if self_scoped else None
        return self._put(
            account, account.user_id, text, username=account.username, self_scoped_id=own_id, **more
        )

    def by_page(self, thread: Thread, text: str, client_id: str | None) -> tuple[Comment, bool]:
        """The comment, and whether it is new: sent again with the same `client_id` it is the same comment."""
        for one in self._comments.all:
            if client_id and (one.client_id, one.author) == (client_id, thread.customer.id):
                return one, False
        return self._put(thread.account, thread.customer.id, text, client_id=client_id), True

    def entry(self, comment: Comment, under: Media | None = None) -> Entry:
        shape, lag_ms = self._switches.comments_shape, self._switches.envelope_lag_ms
        return entry_of(comment, shape=shape, lag_ms=lag_ms, under=under)

    def announce(self, comment: Comment, *, boosted: bool = False) -> Attempts:
        entries = [self.entry(comment)]
        if boosted:
            ad = self._comments.publish(comment.media.account, "AD", original=comment.media)
            entries.append(self.entry(comment, under=ad))
        # The account's own do not wait, as echoes do not.
        lanes = () if comment.own else {lane_of(entries[0])}
        return self._webhooks.start(wire.encode(wire.envelope(*entries)), lanes)

    def _put(
        self,
        account: Account,
        author: str,
        text: str,
        *,
        media: Media | None = None,
        live: bool = False,
        parent: str | None = None,
        at: int | None = None,
        username: str | None = None,
        comment_id: str | None = None,
        **more: Any,
    ) -> Comment:
        known = self._comments.get(comment_id) if comment_id else None
        if known is not None:
            return known
        above = self._comments.get(parent) if parent else None
        if username is None:
            username = self._threads.open(account, author).customer.username
        return self._comments.put(
            Comment(
                id=comment_id or self._ids.comment(),
                at=int(self._clock() * 1000) if at is None else at,
                author=author,
                username=username,
                text=text,
                media=media or (above.media if above else self._comments.newest(account, live=live)),
                parent=self._comments.root_of(parent),
                **more,
            )
        )


def lane_of(entry: Entry) -> Lane:
    """A customer's comments and messages keep the order in which they were made."""
    sides = (str(entry["id"]), author_of(entry))
    return min(sides, sides[::-1])
