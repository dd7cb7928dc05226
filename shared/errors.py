"""The one exception tree; its classes decide what happens to a message.

AgentError
├── Refused               the caller gets an HTTP status: nothing was accepted, nothing is lost
├── Misconfigured         an operator must change a setting; the sentence names it
├── Retryable             an outage: a successor is scheduled, the message is not poison
│   ├── BusUnavailable
│   ├── DatabaseUnavailable
│   ├── ModelUnavailable
│   ├── SearchUnavailable
│   └── GraphUnavailable
├── OutcomeUnknown        a post left, no answer came: it is in doubt, never blindly resent
└── Permanent             trying again cannot help: dead letter, or a person
    ├── BadMessage        a queue body that is not a contract
    ├── GaveUp            an outage outlived the retry period
    ├── ModelRefused
    └── GraphRefused
        ├── TokenDead
        └── AccountBlocked

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


class Misconfigured(AgentError):
    """A setting is missing or wrong; the message says which and how to mend it."""


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


class GraphUnavailable(Retryable):
    pass


class OutcomeUnknown(AgentError):
    """The request left and no answer came back: the post may or may not have happened."""


class Permanent(AgentError):
    """Trying the same again cannot succeed."""


class BadMessage(Permanent):
    """A queue body that does not follow its contract."""


class GaveUp(Permanent):
    """The outage outlasted the period in which an answer is still wanted."""


class ModelRefused(Permanent):
    """The model's endpoint refuses the request itself (wrong key, unknown deployment, bad schema)."""


class GraphRefused(Permanent):
    """Meta says no and means it; `code` and `subcode` are of its error table."""

    def __init__(self, reason: str, *, code: int, subcode: int | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.subcode = subcode


class TokenDead(GraphRefused):
    """The account's access token no longer works: sends stop until the merchant connects again."""


class AccountBlocked(GraphRefused):
    """Meta keeps this account from sending for now: sends stop, the merchant is told."""
