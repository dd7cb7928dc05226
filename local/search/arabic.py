"""Arabic spelling and light stemming, the part of `ar.microsoft` a shop's search depends on.

Customers leave out diacritics and hamzas, write «ه» for «ة» and glue «ال», «و», «ب», «ل» to the word. Without folding
these, «الفستان» would not find «فستان». Microsoft's analyser also knows broken plurals from a dictionary; here a
table of the commonest shop words stands for it.
"""

import re

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_LETTERS = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩٫", "اااايهوي0123456789.")

_ARTICLES = ("وبال", "وال", "بال", "فال", "كال", "ولل", "لل", "ال")
_CLITICS = "بل"
_SUFFIXES = ("ات", "ين", "ون", "ها", "ه")

#: What suffix stripping cannot undo: broken plurals, and colours in the feminine.
_LEMMAS = {
    "فساتين": "فستان",
    "بناطيل": "بنطلون",
    "بنطال": "بنطلون",
    "قمصان": "قميص",
    "احذيه": "حذاء",
    "جزم": "جزمه",
    "صنادل": "صندل",
    "شنط": "شنطه",
    "حقائب": "حقيبه",
    "حقايب": "حقيبه",
    "تنانير": "تنوره",
    "بلايز": "بلوزه",
    "بلوزات": "بلوزه",
    "عبايات": "عبايه",
    "عباءه": "عبايه",
    "اثواب": "ثوب",
    "اطقم": "طقم",
    "طقوم": "طقم",
    "معاطف": "معطف",
    "اساور": "اسواره",
    "خواتم": "خاتم",
    "حلقان": "حلق",
    "سلاسل": "سلسال",
    "عقود": "عقد",
    "عطور": "عطر",
    "شموع": "شمعه",
    "شمع": "شمعه",
    "هدايا": "هديه",
    "وساده": "وساده",
    "وسائد": "وساده",
    "وشاحات": "وشاح",
    "ورود": "ورد",
    "الوان": "لون",
    "مقاسات": "مقاس",
    "قياسات": "قياس",
    "اسعار": "سعر",
    "طلبات": "طلب",
    "محافظات": "محافظه",
    "مناطق": "منطقه",
    "حمرا": "احمر",
    "حمراء": "احمر",
    "سودا": "اسود",
    "سوداء": "اسود",
    "بيضا": "ابيض",
    "بيضاء": "ابيض",
    "زرقا": "ازرق",
    "زرقاء": "ازرق",
    "خضرا": "اخضر",
    "خضراء": "اخضر",
    "صفرا": "اصفر",
    "صفراء": "اصفر",
    "ورديه": "وردي",
    "زهريه": "زهري",
    "ذهبيه": "ذهبي",
    "فضيه": "فضي",
    "بنيه": "بني",
    "كحليه": "كحلي",
    "رماديه": "رمادي",
}


def without_marks(text: str) -> str:
    """Without short vowels, shadda and tatweel, which would otherwise cut a word in two."""
    return _MARKS.sub("", text)


def fold(text: str) -> str:
    """One spelling for the ways the same word is typed; digits become ASCII."""
    return without_marks(text).translate(_LETTERS)


def stem(word: str) -> str:
    """The stem of one folded word; the same for every form the tables know, not necessarily a word itself."""
    bare = _without_prefixes(word)
    lemma = _LEMMAS.get(word) or _LEMMAS.get(bare) or bare
    return _without_suffix(_without_clitic(lemma))


def _without_prefixes(word: str) -> str:
    if word in _LEMMAS:
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word[len(article) :]
    if word.startswith("و") and len(word) >= 5:
        return word[1:]
    return word


def _without_clitic(word: str) -> str:
    return word[1:] if len(word) >= 5 and word[0] in _CLITICS else word


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word
