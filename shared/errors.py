"""The one exception tree; its classes decide what happens to a message.

AgentError
├── Refused               the caller gets an HTTP status: nothing was accepted, nothing is lost
│   └── TokenRefused
├── Misconfigured         an operator must change a setting; the sentence names it
│   └── SearchNotPlaced   a shop waits for a search service with room
├── Retryable             an outage: a successor is scheduled, the message is not poison
│   ├── BusUnavailable
│   ├── DatabaseUnavailable
│   ├── ModelUnavailable
│   ├── SearchUnavailable
│   ├── SourceUnavailable what a merchant's address leads to is away
│   ├── ShopUnavailable   a shop's own system is away or busy
│   ├── OverPace          our own share of one of Meta's limits is spent for the moment
│   └── GraphUnavailable
│       └── AccountBusy   one account has to wait, the others are served
│           └── AccountPaused
├── OutcomeUnknown        a post left, no answer came: it is in doubt, never blindly resent
├── Unexpected            what nobody here raised on purpose, as the platform may see it
└── Permanent             trying again cannot help: dead letter, or a person
    ├── BadMessage        a queue body that is not a contract
    ├── BadPart           a stored part of a reply that is none
    ├── GaveUp            an outage outlived the retry period
    ├── DatabaseRefused
    ├── ModelRefused
    │   ├── ModelGone         a deployment that is not there (any more): an operator must name another
    │   ├── ModelForbidden    the key or the identity may not use it: an operator must see to that
    │   ├── ContextTooLong    more than the model reads at once
    │   └── ContentFiltered   the provider will not talk about this
    ├── MediaUnusable     what a customer sent: too big, of no known kind, or not at Meta's
    │   └── MediaGone     expired or taken back, as media are
    ├── SourceUnusable    what a merchant gave us to read: not to be called, too big, or nothing that we can read
    ├── SealBroken
    │   └── SealKeyMissing
    ├── LoginRefused      Instagram does not let a merchant in; the reason is a word of a closed list
    ├── ShopRefused       a shop's own system does not take our credentials, or is none
    └── GraphRefused      of this message, unless a class below says more
        ├── WindowClosed
        ├── MediaRefused
        ├── PersonUnreachable
        ├── ConsentMissing
        ├── TokenDead         of the account: its parts wait for a new login
        └── AccountBlocked    of the account: its parts wait for the owner

Errors carry codes and delays, never response bodies, URLs or message text.
"""


class AgentError(Exception):
    """Base of everything this product raises on purpose."""


class Refused(AgentError):
    """A request that is turned away at the HTTP edge."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class TokenRefused(Refused):
    """Whoever calls is not signed in; `reason` is a word for the log and the caller, such as `expired`."""

    def __init__(self, reason: str) -> None:
        super().__init__(401, reason)


class Misconfigured(AgentError):
    """A setting is missing or wrong; the message says which and how to mend it."""


class SearchNotPlaced(Misconfigured):
    """Every search service was full when the shop came: until one is added a person answers what needs the index."""


class Retryable(AgentError):
    """Something outside is down or busy; the work is worth another try."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        #: Seconds the other side asked us to wait, when it did.
        self.after = after


class BusUnavailable(Retryable):
    pass


class DatabaseUnavailable(Retryable):
    pass


class ModelUnavailable(Retryable):
    pass


class SearchUnavailable(Retryable):
    pass


class SourceUnavailable(Retryable):
    """What a merchant's address leads to did not come this time."""


class ShopUnavailable(Retryable):
    """A shop's own system (Shopify, WooCommerce) is away, at fault, or busy for longer than one waits."""


class OverPace(Retryable):
    """A call more would be over a limit that Meta has announced; nothing was asked."""


class GraphUnavailable(Retryable):
    """Meta is away, busy or at fault: the call has not been done."""

    def __init__(self, reason: str, *, after: float | None = None, code: int | None = None) -> None:
        super().__init__(reason, after=after)
        #: Of Meta's error table; None when it did not come to that.
        self.code = code


class AccountBusy(GraphUnavailable):
    """The account has used up a limit: nothing of it may leave for `after` seconds, or for a while if Meta did not say."""


class AccountPaused(AccountBusy):
    """Meta restricts the account for a time that it does not tell; `after` is how long we leave it alone."""


class OutcomeUnknown(AgentError):
    """The request left and no answer came back: the post may or may not have happened."""


class Unexpected(AgentError):
    """Stands for an exception that is not ours; the sentence names its class and the stage, nothing that it said."""


class Permanent(AgentError):
    """Trying the same again cannot succeed."""


class BadMessage(Permanent):
    """A queue body that does not follow its contract."""


class BadPart(Permanent):
    """A part of a reply, as it was stored, that this release does not know."""


class GaveUp(Permanent):
    """The outage outlasted the period in which an answer is still wanted."""


class DatabaseRefused(Permanent):
    """PostgreSQL refuses a statement. Its own text quotes rows, so only codes and the schema's names are kept."""

    def __init__(
        self,
        reason: str,
        *,
        sqlstate: str | None,
        constraint: str | None = None,
        table: str | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.sqlstate = sqlstate
        self.constraint = constraint
        self.table = table
        self.column = column


class ModelRefused(Permanent):
    """The model's endpoint refuses the request itself (wrong key, unknown deployment, bad schema)."""


class MediaUnusable(Permanent):
    """What a customer sent cannot be looked at; the reason is a word, and its address is not told."""


class SourceUnusable(Permanent):
    """What a merchant gave us to read cannot be read; the sentence is for them, `reason` a word for the program."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class MediaGone(MediaUnusable):
    """It is not there any more: addresses expire, and what was taken back or was in a story goes."""


class ModelGone(ModelRefused):
    """There is no such model or deployment, or no longer."""


class ModelForbidden(ModelRefused):
    """The endpoint does not take our key or identity (401, 403)."""


class ContextTooLong(ModelRefused):
    """The request is longer than the model's window; with less of the past it may fit."""


class ContentFiltered(ModelRefused):
    """The provider's filter held back what was asked, or what would have been answered."""


class SealBroken(Permanent):
    """A sealed value was changed, cut, or copied from another tenant or column."""


class SealKeyMissing(SealBroken):
    """The key that sealed a value is not in the ring: it was taken out too early, or the value was changed."""


class LoginRefused(Permanent):
    """Instagram's login or what follows it did not work out; `reason` tells which page the merchant sees."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ShopRefused(Permanent):
    """A shop's own system says no, or what answers at its address is no such system."""

    def __init__(self, reason: str, *, revoked: bool = False) -> None:
        super().__init__(reason)
        #: Our credentials are not taken: the merchant has to give others.
        self.revoked = revoked


class GraphRefused(Permanent):
    """Meta says no and means it; `code` and `subcode` are of its error table."""

    def __init__(self, reason: str, *, code: int, subcode: int | None = None, alert: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.subcode = subcode
        #: An operator should look: the app's set-up is at fault, or nobody knows this code.
        self.alert = alert


class WindowClosed(GraphRefused):
    """The customer's last message is too long ago, whatever our own clock says."""


class MediaRefused(GraphRefused):
    """Meta could not fetch or does not take the media: a text may go in its place."""


class PersonUnreachable(GraphRefused):
    """Nothing reaches this person: gone, blocked, or never there."""


class ConsentMissing(GraphRefused):
    """The person has not agreed to show a profile; one does without the name."""


class TokenDead(GraphRefused):
    """The account's access token no longer works: sends stop until the merchant connects again."""


class AccountBlocked(GraphRefused):
    """The owner has to put something right at Instagram: sends stop until the account is connected anew."""
