"""Texts as they come, and as nobody would write them: every mixture of scripts, marks, emoji, codes and blanks."""

from hypothesis import strategies as st

ARABIC = "فُسْتَانٌ", "مُطَرَّزٌ", "بِـ٢٥", "دينار", "مِنْ", "هٰذَا", "لـِ"
LATIN = "DR-101", "dress", "3andkom", "XL", "https://shop.example/p/101?c=red", "café", "re\u0301sume\u0301"
NUMBERS = "+962 79 123 4567", "(06) 465 1234", "٠٧٩ ١٢٣ ٤٥٦٧", "1,250.00"
EMOJI = "👗", "👩🏽‍🔬", "👨‍👩‍👧‍👦", "🇯🇴", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏿"
BLANKS = " ", "\n", "  ", "\r\n", "\u00a0", "\u2028", "\t", " \u0301"
ODD = (
    "\u200f",
    "\u202b",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "\u0300",
    "\u0600",
    "क्षि",
    "각",
    "ZALGO" + "\u0335" * 40,
)

pieces = st.sampled_from([*ARABIC, *LATIN, *NUMBERS, *EMOJI, *BLANKS, *BLANKS, *ODD, ".", "؟", "! ", "»"])
#: What the database and the wire can keep.
storable = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
mixtures = st.lists(pieces | storable, max_size=120).map("".join)
long = st.builds(lambda text, times: text * times, mixtures, st.integers(1, 8))
one_letter = st.sampled_from(["ب", "x", "👗", "\u0301", "\u200d"])
piles = st.builds(lambda letter, times: letter * times, one_letter, st.integers(1, 1500))
texts = storable | mixtures | long | piles
