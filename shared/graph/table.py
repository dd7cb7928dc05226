"""Meta's error table as data: a code and subcode, a short word for it, and what is to be done.

Source: Instagram messaging error codes (Meta, 25 June 2026) and threads of developers who met them. A row without a
subcode is for every subcode that has no row of its own.
"""

from dataclasses import dataclass
from enum import Enum, auto


class Action(Enum):
    RETRY = auto()  #: the same call, later
    WAIT = auto()  #: the account has used up a limit: it waits, others do not
    PAUSE = auto()  #: Meta restricts the account: it is left alone for `pause`
    LOGIN = auto()  #: the token is dead: the account stops until the merchant connects again
    OWNER = auto()  #: the owner must act at Instagram: the account stops
    MESSAGE = auto()  #: this message is never taken
    WINDOW = auto()  #: no message is taken before the customer writes again
    PERSON = auto()  #: no message reaches this person
    MEDIA = auto()  #: a text may go in the media's place
    OPERATOR = auto()  #: the app's own set-up is wrong, or the app has a bug
    IGNORE = auto()  #: one does without the answer


@dataclass(frozen=True, slots=True)
class Row:
    reason: str  #: what the merchant or operator reads, in logs and rows
    action: Action
    pause: float | None = None  #: seconds; Meta does not tell how long a restriction lasts


HOUR = 3600.0

TABLE: dict[tuple[int, int | None], Row] = {
    (1, None): Row("unknown_error", Action.RETRY),
    (2, None): Row("temporary", Action.RETRY),
    (99, None): Row("unknown_error", Action.RETRY),
    (4, None): Row("app_limit", Action.WAIT),
    (17, None): Row("user_limit", Action.WAIT),
    (32, None): Row("page_limit", Action.WAIT),
    (341, None): Row("app_limit", Action.WAIT),
    (613, None): Row("custom_limit", Action.WAIT),
    (80002, None): Row("account_limit", Action.WAIT),
    (10, 1893063): Row("account_restricted", Action.PAUSE, HOUR),
    (100, 2534029): Row("business_blocked", Action.PAUSE, 6 * HOUR),
    (368, None): Row("policy_block", Action.PAUSE, 6 * HOUR),
    (190, None): Row("token_dead", Action.LOGIN),
    (190, 458): Row("app_removed", Action.LOGIN),
    (190, 459): Row("login_checkpoint", Action.LOGIN),
    (190, 460): Row("password_changed", Action.LOGIN),
    (190, 463): Row("token_expired", Action.LOGIN),
    (190, 464): Row("login_unconfirmed", Action.LOGIN),
    (190, 467): Row("token_invalid", Action.LOGIN),
    (10, 2534077): Row("link_or_two_factor_problem", Action.OWNER),
    (200, 2534041): Row("message_access_off", Action.OWNER),
    (10, 2534022): Row("window_closed", Action.WINDOW),
    (10, 2018278): Row("window_closed", Action.WINDOW),
    (9, 2018352): Row("no_such_user", Action.PERSON),
    (9010, None): Row("no_such_user", Action.PERSON),
    (100, 2018001): Row("no_such_recipient", Action.PERSON),
    (100, 2534014): Row("no_such_recipient", Action.PERSON),
    (200, 1545041): Row("person_unavailable", Action.PERSON),
    (551, None): Row("person_unavailable", Action.PERSON),
    (1545041, None): Row("person_unavailable", Action.PERSON),
    (100, 2018008): Row("media_not_fetched", Action.MEDIA),
    (100, 2018047): Row("media_of_other_type", Action.MEDIA),
    (100, 2018109): Row("media_too_big", Action.MEDIA),
    (100, 2018294): Row("media_too_slow", Action.MEDIA),
    (3, None): Row("capability_missing", Action.OPERATOR),
    (10, None): Row("permission_missing", Action.OPERATOR),
    (200, None): Row("permission_missing", Action.OPERATOR),
    (2500, None): Row("bad_path", Action.OPERATOR),
    (10, 2018065): Row("cannot_receive_now", Action.MESSAGE),
    (10, 2018108): Row("cannot_receive_now", Action.MESSAGE),
    (100, None): Row("bad_parameter", Action.MESSAGE),
    (100, 33): Row("object_unknown", Action.MESSAGE),
    (100, 2534013): Row("page_not_linked", Action.MESSAGE),
    (100, 2534015): Row("bad_message", Action.MESSAGE),
    (100, 2534025): Row("comment_used", Action.MESSAGE),
    (2022, None): Row("commerce_off", Action.MESSAGE),
    (10900, None): Row("private_reply_missing_or_used", Action.MESSAGE),
    (10903, None): Row("private_reply_missing_or_used", Action.MESSAGE),
    (36103, None): Row("not_eligible", Action.MESSAGE),
    (2018300, None): Row("another_app_has_thread", Action.MESSAGE),
    (2534001, None): Row("thread_archived", Action.MESSAGE),
    (2534037, None): Row("another_app_has_thread", Action.MESSAGE),
    (9000001, None): Row("message_deleted", Action.MESSAGE),
    (230, None): Row("consent_missing", Action.IGNORE),
}
