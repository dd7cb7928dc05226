"""How a shop says that an assistant is writing, and how one gets to a person instead.

The first half is the shop's own sentence; the second cannot be taken out of it. A shop that has no sentence does not disclose.
Meta, "Messenger Platform and Instagram messaging policy": at the start, after a long gap, and when a person hands back.
"""

from shared.language.normalise import is_arabic

#: The words that the recorder understands, whatever else they are (shared/language/wishes.py).
_TO_A_PERSON = {
    True: "بتحب تحكي مع شخص من الفريق؟ اكتب «موظف».",
    False: 'To talk to a person of the shop, write "person".',
}


def shop_discloses(arabic: str, english: str) -> bool:
    """In both languages or in neither."""
    return bool(arabic.strip() and english.strip())


def disclosure(arabic: str, english: str, *, beside: str) -> str | None:
    """In the language of the message that it stands beside; None when the shop has no such sentence."""
    if not shop_discloses(arabic, english):
        return None
    in_arabic = is_arabic(beside) or not beside
    return f"{(arabic if in_arabic else english).strip()}\n{_TO_A_PERSON[in_arabic]}"
