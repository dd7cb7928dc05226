"""The facts of the pretended Instagram: accounts, customers, the messages between them.

A customer's id belongs to one business account, as Instagram scopes it, so the same person writing to two shops is two
threads with nothing in common. Every change raises the thread's version; a reader that knows a version can ask for all
that happened since, which is how the chat page catches up without losing or doubling a bubble.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from local.instagram import ids
from local.instagram.bell import Bell

Author = Literal["customer", "app", "owner"]
DeliveryState = Literal["none", "pending", "retrying", "delivered", "dropped"]

#: Told about every change: the thread, and the message if the change is one message's.
Changed: TypeAlias = Callable[["Thread", "Message | None"], None]

#: Instagram shows the dots until the reply comes, and gives up after this long.
TYPING_SECONDS = 20.0


@dataclass(frozen=True)
class Account:
    """A shop's professional account.

    `user_id` is the id webhooks use; `app_scoped_id` is what `/me` calls `id`. Mixing them up is the most frequent
    integration fault there is, so they must differ here too.
    """

    user_id: str
    app_scoped_id: str
    username: str
    display_name: str
    access_token: str = field(repr=False)
    profile_picture: str | None = None
    account_type: str = "BUSINESS"
    tester: bool = True  #: or else an app in development cannot be logged in to
    connected: bool = True  #: the app is told of it from the start; else from when it subscribes

    def __post_init__(self) -> None:
        if self.user_id == self.app_scoped_id:
            raise ValueError("an account's user_id and app_scoped_id are two different numbers")


@dataclass(frozen=True)
class Customer:
    id: str
    number: int  #: the how-manieth customer of this shop, for a name that is nobody's; 0 if unlisted

    @property
    def name(self) -> str:
        return f"Customer {self.number}"

    @property
    def username(self) -> str:
        return f"customer.{self.number}"


@dataclass
class Message:
    mid: str
    at: int  #: milliseconds since 1970, UTC
    by: Author
    text: str | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    quick_replies: list[dict[str, Any]] = field(default_factory=list)
    payload: str | None = None  #: of the quick reply or button the customer tapped
    postback: bool = False
    reply_to: str | None = None
    metadata: str | None = None
    comment: str | None = None  #: the comment it answers in private, by id
    comment_text: str | None = None  #: what that comment said
    client_id: str | None = (
        None  #: the chat page's own name for it, so that a second try is not a second message
    )
    delivery: DeliveryState = "none"
    status: int | None = None  #: what the webhook answered last
    version: int = 0

    def stored(self) -> dict[str, Any]:
        empty: tuple[Any, ...] = (None, [], "")
        return {name: value for name, value in asdict(self).items() if value not in empty}


class Thread:
    def __init__(self, account: Account, customer: Customer, changed: Changed) -> None:
        self.account = account
        self.customer = customer
        self.id = ids.conversation_id(account.user_id, customer.id)
        self.version = 0
        self.typing_until = 0.0
        self.seen_at: int | None = None
        self.last_customer_action: int | None = None
        self.bell = Bell()
        self._messages: dict[str, Message] = {}
        self._latest = 0
        self._changed = changed

    @property
    def messages(self) -> list[Message]:
        return list(self._messages.values())

    def next_time(self, now: int) -> int:
        """Later than anything in the thread: two quick messages keep their order when sorted by time."""
        return max(now, self._latest + 1)

    def put(self, message: Message) -> Message:
        """Adds the message, or tells the readers that it changed."""
        self._messages[message.mid] = message
        self._latest = max(self._latest, message.at)
        if message.by == "customer":
            self.last_customer_action = max(self.last_customer_action or 0, message.at)
        if message.by == "app":
            self.typing_until = 0.0
        message.version = self._tell(message)
        return message

    def show_typing(self, until: float) -> None:
        self.typing_until = until
        self._tell(None)

    def see(self) -> None:
        self.seen_at = self._latest
        self._tell(None)

    def get(self, mid: str) -> Message | None:
        return self._messages.get(mid)

    def of_client(self, client_id: str) -> Message | None:
        return next((message for message in self._messages.values() if message.client_id == client_id), None)

    def since(self, version: int) -> list[Message]:
        return [message for message in self._messages.values() if message.version > version]

    def newest(self, count: int) -> list[Message]:
        return sorted(self._messages.values(), key=lambda message: message.at, reverse=True)[:count]

    def _tell(self, message: Message | None) -> int:
        self.version += 1
        self._changed(self, message)
        self.bell.ring()
        return self.version


class Threads:
    """All conversations, and the only place that opens one."""

    def __init__(self, accounts: Sequence[Account], changed: Changed, unlisted: Collection[str]) -> None:
        self.accounts = {account.user_id: account for account in accounts}
        self._changed = changed
        self._unlisted = frozenset(unlisted)
        self._threads: dict[tuple[str, str], Thread] = {}

    def first_account(self) -> Account:
        return next(iter(self.accounts.values()))

    def open(self, account: Account, customer: str) -> Thread:
        """The conversation of these two; a new customer is numbered, and has written nothing yet."""
        key = (account.user_id, customer)
        if key not in self._threads:
            number = 0 if customer in self._unlisted else 1 + len(self.listed(account))
            self._threads[key] = Thread(account, Customer(customer, number), self._changed)
            self._changed(self._threads[key], None)
        return self._threads[key]

    def find(self, account: Account, customer: str) -> Thread | None:
        return self._threads.get((account.user_id, customer))

    def listed(self, account: Account) -> list[Thread]:
        return [thread for thread in self.of(account) if thread.customer.number]

    def of(self, account: Account) -> list[Thread]:
        return [thread for (owner, _), thread in self._threads.items() if owner == account.user_id]
