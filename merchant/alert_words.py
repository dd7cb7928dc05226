"""What an alert is called outside, in Arabic and English: the kind and nothing else, for a locked screen shows it to anybody."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from shared.alerts import AlertKind
from shared.person_wanted import Reason, reason_of


class Words(NamedTuple):
    ar: str
    en: str


TEST = Words("هذا تنبيه للتجربة", "This is a test alert")
_KINDS = {
    AlertKind.PERSON_WANTED: Words("زبون يريد أن يتحدث مع شخص", "A customer wants a person"),
    AlertKind.CUSTOMER_WAITING: Words("زبون ينتظر ردك", "A customer is waiting for your answer"),
    AlertKind.ACCOUNT_STOPPED: Words(
        "يجب ربط حساب إنستغرام من جديد", "The Instagram account must be connected again"
    ),
    AlertKind.LOGIN_ENDS: Words(
        "ينتهي إذن حساب إنستغرام قريباً: أعد ربطه", "The Instagram login ends soon: connect it again"
    ),
    AlertKind.OTHER_AUTOMATION: Words(
        "ردود آلية أخرى تعمل على الحساب", "Another automation answers on the account"
    ),
    AlertKind.BUDGET_LOW: Words("أُنفق معظم الميزانية", "Most of the budget is spent"),
    AlertKind.BUDGET_SPENT: Words("انتهت الميزانية", "The budget is spent"),
    AlertKind.ORDER_REFUSED: Words("طلب لم يقبله نظام متجرك", "Your shop's system did not take an order"),
    AlertKind.ORDER_WAITING: Words(
        "طلب ينتظر نظام متجرك، وهو لا يرد", "An order waits for your shop's system, which does not answer"
    ),
    AlertKind.CONNECTOR_REFUSED: Words(
        "يجب ربط نظام متجرك من جديد", "Your shop's system must be connected again"
    ),
    AlertKind.SEARCH_WAITING: Words("البحث لا يعمل بعد", "Search is not ready yet"),
    AlertKind.NEW_ORDER: Words("طلب جديد", "A new order"),
    AlertKind.ORDER_CHANGED: Words("زبون عدّل طلبه أو ألغاه", "A customer has changed or cancelled an order"),
}
_PAID = Words("زبون يقول إنه دفع", "A customer says to have paid")


def words_of(kind: str, reason: str | None) -> Words:
    """`reason` is of an alert for a person; only that somebody has paid is worth words of its own on a locked screen."""
    if kind == AlertKind.PERSON_WANTED and reason is not None and reason_of(reason) is Reason.PAYMENT:
        return _PAID
    return _KINDS[AlertKind(kind)]


def summary_of(each: Sequence[Words]) -> Words:
    """Of one its own words; of several each once, with how many."""
    if len(each) == 1:
        return each[0]
    counted = Counter(each).most_common()
    ar = "، ".join(f"{words.ar} ({count})" for words, count in counted)
    en = ", ".join(f"{words.en} ({count})" for words, count in counted)
    return Words(f"{len(each)} تنبيهات: {ar}", f"{len(each)} alerts: {en}")
