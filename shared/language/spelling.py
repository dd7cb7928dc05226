"""Words that are one slip of the finger apart: a letter more, less or other, or two neighbours that changed places."""


def one_edit_apart(one: str, other: str) -> bool:
    """Also when they are the same."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return short == long
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]
