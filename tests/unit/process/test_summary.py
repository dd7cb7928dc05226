"""What the person who takes over reads when the model has written nothing for them."""

import pytest

from process.history import Line
from process.summary import MOST_LETTERS, summary_of
from shared.person_wanted import Reason, reason_of
from tests.unit.process.plans import NOW

FOUND = {f"DR-{n}": {"name_ar": f"فستان {n}", "name_en": f"Dress {n}"} for n in range(5)}


def line(text: str | None, author: str = "customer", attachments: tuple[str, ...] = ()) -> Line:
    return Line(author, 1, NOW, text, attachments)


def test_it_has_what_was_asked_what_was_shown_and_why_the_assistant_stopped() -> None:
    waiting = [line("do you have it in red?"), line(None, attachments=("image",))]
    assert summary_of(waiting, waiting, FOUND, Reason.GUARD) == (
        "Asked: «do you have it in red? / [sent: image]». Last shown: Dress 0, Dress 1, Dress 2. "
        "Why: the reply claimed what nothing supports and was held back"
    )


def test_it_is_in_the_customers_script() -> None:
    waiting = [line("بكم الأحمر؟")]
    said = summary_of(waiting, [line("عنا فستان أحمر", "us"), *waiting], {}, Reason.BUDGET)
    assert said == "سأل: «بكم الأحمر؟». آخر ما قلناه: «عنا فستان أحمر». السبب: انتهت ميزانية المساعد"


@pytest.mark.parametrize("reason", Reason)
def test_however_much_was_written_it_stays_short_and_has_its_reason(reason: Reason) -> None:
    waiting = [line("كلمة " * 900)] * 9
    said = summary_of(waiting, [line("رد " * 900, "us"), *waiting], {}, reason)
    assert len(said) <= MOST_LETTERS
    assert "السبب: " in said


def test_braces_of_a_customer_are_text() -> None:
    assert "{asked} {0.x}" in summary_of([line("{asked} {0.x}")], [], {}, Reason.ASKED)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("asked_for_person", Reason.ASKED),
        ("handed_over_upset", Reason.UPSET),
        ("unsupported_promises", Reason.GUARD),
        ("budget_spent", Reason.BUDGET),
        ("late_message", Reason.LATE),
        ("window_closed", Reason.NOT_DELIVERED),
        ("not_delivered", Reason.NOT_DELIVERED),
    ],
)
def test_the_words_of_an_earlier_release_have_a_place_in_the_list(word: str, reason: Reason) -> None:
    assert reason_of(word) == reason
