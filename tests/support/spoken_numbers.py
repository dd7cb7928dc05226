"""Whole numbers up to 9999 as people write them: word for word from the grammar, without the words of the reader."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Written = Callable[[int], str]


class Words(NamedTuple):
    """Of one way of speaking; `ones` go up to nineteen, and `few` stand before the plural of a thousand."""

    ones: str
    tens: str
    hundreds: str
    few: str
    thousand: str
    two_thousand: str
    thousands: str
    joined: str


STANDARD = Words(
    "واحد، اثنان، ثلاثة، أربعة، خمسة، ستة، سبعة، ثمانية، تسعة، عشرة، أحد عشر، اثنا عشر، ثلاثة عشر، أربعة عشر، خمسة عشر، ستة عشر، سبعة عشر، ثمانية عشر، تسعة عشر",
    "عشرون، ثلاثون، أربعون، خمسون، ستون، سبعون، ثمانون، تسعون",
    "مئة، مئتان، ثلاثمئة، أربعمئة، خمسمئة، ستمئة، سبعمئة، ثمانمئة، تسعمئة",
    "ثلاثة، أربعة، خمسة، ستة، سبعة، ثمانية، تسعة",
    "ألف",
    "ألفان",
    "آلاف",
    " و",
)
STANDARD_OF_THINGS = Words(
    "واحدة، اثنتين، ثلاث، أربع، خمس، ست، سبع، ثمان، تسع، عشر، إحدى عشرة، اثنتي عشرة، ثلاث عشرة، أربع عشرة، خمس عشرة، ست عشرة، سبع عشرة، ثماني عشرة، تسع عشرة",
    "عشرين، ثلاثين، أربعين، خمسين، ستين، سبعين، ثمانين، تسعين",
    "مائة، مائتين، ثلاثمائة، أربعمائة، خمسمائة، ستمائة، سبعمائة، ثمانمائة، تسعمائة",
    "ثلاثة، أربعة، خمسة، ستة، سبعة، ثمانية، تسعة",
    "ألف",
    "ألفين",
    "آلاف",
    " و ",
)
AMMAN = Words(
    "واحد، تنين، تلاتة، أربعة، خمسة، ستة، سبعة، تمانية، تسعة، عشرة، احدعش، طنعش، تلتطعش، أربعطعش، خمسطعش، ستطعش، سبعطعش، تمنطعش، تسعطعش",
    "عشرين، تلاتين، أربعين، خمسين، ستين، سبعين، تمانين، تسعين",
    "مية، ميتين، تلتمية، أربعمية، خمسمية، ستمية، سبعمية، تمنمية، تسعمية",
    "تلت، أربع، خمس، ست، سبع، تمن، تسع",
    "ألف",
    "ألفين",
    "تلاف",
    " و",
)
IRBID = Words(
    "واحد، ثنين، ثلاثة، اربعة، خمسة، ستة، سبعة، ثمنية، تسعة، عشرة، حدعش، اطنعش، ثلطعش، اربعتعش، خمستعش، ستعش، سبعتعش، ثمنتعش، تسعتعش",
    "عشرين، ثلاثين، اربعين، خمسين، ستين، سبعين، ثمانين، تسعين",
    "ميه، ميتين، ثلاثميه، اربعميه، خمسميه، ستميه، سبعميه، ثمنميه، تسعميه",
    "ثلاث، اربع، خمس، ست، سبع، ثمن، تسع",
    "الف",
    "الفين",
    "الاف",
    " و",
)
ARABIZI = Words(
    "wa7ad, tnen, tlate, arba3a, khamse, sitte, sab3a, tamanye, tes3a, 3ashara, 7da3sh, tna3sh, tlatta3sh, arba3ta3sh, khamsta3sh, sitta3sh, saba3ta3sh, tmanta3sh, tes3ata3sh",
    "3eshreen, talateen, arb3een, khamseen, sitteen, sab3een, tamaneen, tes3een",
    "miyye, miten, tlatmiyye, arba3miyye, khamsmiyye, sittmiyye, sab3miyye, tmanmiyye, tes3miyye",
    "tlat, arba3, khams, sitt, sab3, tman, tes3",
    "alf",
    "alfen",
    "talaf",
    " w ",
)
ENGLISH_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(words: Words) -> Written:
    """Arabic says the ones before the tens, and "and" between all."""

    def written(whole: int) -> str:
        thousands, below = divmod(whole, 1000)
        hundreds, rest = divmod(below, 100)
        tens, ones = divmod(rest, 10)
        said = [_thousands(words, thousands), _nth(words.hundreds, hundreds)]
        said += (
            [_nth(words.ones, rest)] if rest < 20 else [_nth(words.ones, ones), _nth(words.tens, tens - 1)]
        )
        return words.joined.join(filter(None, said))

    return written


def _thousands(words: Words, count: int) -> str:
    if count > 2:
        return f"{_nth(words.few, count - 2)} {words.thousands}"
    return ["", words.thousand, words.two_thousand][count]


def _nth(some: str, place: int) -> str:
    return some.replace("،", ",").split(", ")[place - 1] if place else ""


def in_english(*, hyphen: str = "-", joined: str = " and ") -> Written:
    ones, tens = ENGLISH_ONES.split(), ENGLISH_TENS.split()

    def below_a_hundred(rest: int) -> str:
        if rest < 20:
            return ones[rest - 1] if rest else ""
        return tens[rest // 10 - 2] + (hyphen + ones[rest % 10 - 1] if rest % 10 else "")

    def times(count: int, what: str) -> str:
        return f"{ones[count - 1]} {what}" if count else ""

    def written(whole: int) -> str:
        large = " ".join(
            filter(None, [times(whole // 1000, "thousand"), times(whole // 100 % 10, "hundred")])
        )
        return joined.join(filter(None, [large, below_a_hundred(whole % 100)]))

    return written


def in_hundreds(whole: int) -> str:
    """Fifteen hundred, and not one thousand five hundred."""
    hundreds, rest = divmod(whole, 100)
    plain = in_english()
    if hundreds < 11 or not hundreds % 10:
        return plain(whole)
    return f"{plain(hundreds)} hundred" + (f" and {plain(rest)}" if rest else "")


def in_digits(digits: str = "0123456789", *, comma: str = "") -> Written:
    table = str.maketrans("0123456789", digits)
    return lambda whole: f"{whole:,}".replace(",", comma).translate(table)


def _with_an_article(whole: int) -> str:
    return re.sub(r"^one (?=thousand|hundred)", "a ", in_english()(whole))


def _apart(whole: int) -> str:
    return " ".join(str(whole))


ARABIC_INDIC, PERSIAN, FULL_WIDTH = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"
FORMS: dict[str, Written] = {
    "Western digits": in_digits(),
    "Western digits with a comma": in_digits(comma=","),
    "Western digits with a blank": in_digits(comma=" "),
    "Western digits one by one": _apart,
    "Western digits with invisible letters": lambda whole: "\u200b".join(str(whole)),
    "Western digits with the letter o": lambda whole: str(whole)[0] + str(whole)[1:].replace("0", "o"),
    "Arabic-Indic digits": in_digits(ARABIC_INDIC),
    "Arabic-Indic digits with their comma": in_digits(ARABIC_INDIC, comma="٬"),
    "Arabic-Indic digits with a comma of the text": in_digits(ARABIC_INDIC, comma="،"),
    "Persian digits": in_digits(PERSIAN),
    "full-width digits": in_digits(FULL_WIDTH),
    "standard Arabic": in_words(STANDARD),
    "standard Arabic of things": in_words(STANDARD_OF_THINGS),
    "as in Amman": in_words(AMMAN),
    "as in Irbid": in_words(IRBID),
    "Arabizi": in_words(ARABIZI),
    "English": in_english(),
    "English without hyphens": in_english(hyphen=" ", joined=" "),
    "English with an article": _with_an_article,
    "English in capitals": lambda whole: in_english()(whole).upper(),
    "English in hundreds": in_hundreds,
}
CURRENCIES: Sequence[str] = ("دينار", "ليرة", "د.أ", "JOD", "JD", "dinars", "lera")
