"""Whether an amount is told as what something cost before: «كان بـ 35 وصار بـ 28.5», "28.5 instead of 35", "35, now 28.5"."""

from process.with_delivery import Beside
from shared.language.folded import fold
from shared.language.phrases import said


def speaks_of_before(text: str) -> bool:
    """Whether any amount of it may be."""
    folded = fold(text).text
    return any(said(name).search(folded) for name in ("was", "was behind", "now"))


def is_told_as_old(beside: Beside) -> bool:
    ahead, behind = beside.ahead, beside.behind
    was = [found.end() for found in said("was").finditer(ahead)]
    now = [found.end() for found in said("now").finditer(ahead)]
    if was or now:
        return max(was, default=0) > max(now, default=0)
    if not behind.startswith("و") and said("was behind").match(behind):
        return True
    return beside.goes_on and said("now").search(behind) is not None
