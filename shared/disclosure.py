"""How a shop says that an assistant is writing, and how one gets to a person instead.

The first half is the shop's own sentence; the second cannot be taken out of it. A shop that has no sentence does not disclose.
Meta, "Messenger Platform and Instagram messaging policy": at the start, after a long gap, and when a person hands back.
"""

from shared.language.register import Register, register_of

#: The words that the recorder understands, whatever else they are (shared/language/wishes.py).
_TO_A_PERSON = {
    Register.ARABIC: "بتحب تحكي مع شخص من الفريق؟ اكتب «موظف».",
    Register.ARABIZI: 'Bt7eb ta7ki ma3 7ada mn el fareeq? Ektob "mwazaf".',
    Register.ENGLISH: 'To talk to a person of the shop, write "person".',
}


def shop_discloses(arabic: str, english: str) -> bool:
    """In both languages or in neither."""
    return bool(arabic.strip() and english.strip())


def disclosure(arabic: str, english: str, *, beside: str) -> str | None:
    """In the register of the message that it stands beside, the shop's own half in one of its two languages; None when the shop has no such sentence."""
    if not shop_discloses(arabic, english):
        return None
    register = register_of([beside])
    own = english if register is Register.ENGLISH else arabic
    return f"{own.strip()}\n{_TO_A_PERSON.get(register, _TO_A_PERSON[Register.ARABIC])}"
