"""What a shop may set, and what could never work."""

import pytest

from merchant.manners import DISCLOSURE_BYTES, Manners, faults


@pytest.mark.parametrize(
    ("manners", "fault"),
    [
        (Manners(), None),
        (Manners(disclosure_ar="", disclosure_en=""), None),
        (Manners(disclosure_ar="ب" * (DISCLOSURE_BYTES // 2)), None),
        (Manners(disclosure_ar="ب" * (DISCLOSURE_BYTES // 2 + 1)), "disclosure_ar is longer"),
        (Manners(comment_public_reply="ب" * 300), None),
        (Manners(comment_public_reply="x" * 301), "comment_public_reply is longer"),
        (Manners(comment_rule="questions"), None),
        (Manners(comment_rule="always"), "off, keywords, questions"),
        (Manners(comment_keywords=["سعر", "how much"]), None),
        (Manners(comment_keywords=["🔥"]), "found nowhere"),
        (Manners(resume_phrase="🌷"), "needs letters"),
        (Manners(owner_pause_minutes=0), "between 1 and"),
    ],
)
def test_faults_are_told_in_a_sentence(manners: Manners, fault: str | None) -> None:
    found = faults(manners)
    assert len(found) == (fault is not None)
    assert all(fault in sentence for sentence in found if fault)
