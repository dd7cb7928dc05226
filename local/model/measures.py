"""Measures that a customer tells of: «طولي 165 ووزني 60», "I'm 165 cm, 60 kg", "tooli 165", «محيط الصدر 90».

They are taken out of the text, so that what is left can be read as if they had not been said.
"""

import re
from decimal import Decimal

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")
_WORDS = {
    "foot_length_cm": "طول قدمي|طول رجلي|طول القدم|طول الرجل|قدمي|foot length|my foot|foot|tool rejli|tool 2admi",
    "height_cm": "طولي|طولها|طوله|الطول|طول|height|i'?m|tall|tooli|tuli|6ooli|toolha|tool",
    "weight_kg": "وزني|وزنها|وزنه|الوزن|وزن|weight|weigh|wazni|wazne|waznha|wazn",
    "chest_cm": "محيط الصدر|قياس الصدر|صدري|الصدر|صدر|chest|bust|sadri|9adri",
    "waist_cm": "محيط الخصر|قياس الخصر|خصري|الخصر|خصر|waist|5asri|khasri|5a9ri",
    "hips_cm": "محيط الورك|محيط الأرداف|الأرداف|أردافي|الورك|وركي|hips|hip|wirki|werki",
    "age_years": "عمرها|عمره|عمري|العمر|age|aged|3omorha|3omro|3umrha",
}
_UNITS = {
    "weight_kg": "كيلوغرام|كيلو|كغم|كغ|kilos|kilo|kgs|kg",
    "height_cm": "سنتيمتر|سنتي|سم|cm|طول|tall",
    "age_years": "سنوات|سنين|سنة|years old|years",
}
_BETWEEN = r"(?:\s|[:=~،,]|is\b|was\b|about\b|around\b|هو|هي|حوالي|تقريبا|7awali)*"
_NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)"
_UNIT = r"(?:\s*(?:سنتيمتر|سنتي|سم|كيلوغرام|كيلو|كغم|كغ|متر|سنوات|سنين|سنة|cm|kilos|kilo|kgs|kg|m|years old|years)(?!\w))?"
_BEFORE = {
    measure: re.compile(rf"(?<!\w)و?(?:{words})(?!\w){_BETWEEN}{_NUMBER}(?![\w.]*\d){_UNIT}", re.IGNORECASE)
    for measure, words in _WORDS.items()
}
_BEHIND = {
    measure: re.compile(rf"(?<![\d.]){_NUMBER}\s*(?:{words})(?!\w)", re.IGNORECASE)
    for measure, words in _UNITS.items()
}
#: "I'm 3" tells no height, and in «قماش 2 سم» nobody is measured.
_LIKELY = {"height_cm": range(50, 231), "weight_kg": range(3, 251), "age_years": range(19)}


def read_measures(text: str) -> tuple[dict[str, str], str]:
    """By the names of the tool's arguments, and the text without them."""
    rest = text.translate(_DIGITS)
    found: dict[str, str] = {}
    for patterns in (_BEFORE, _BEHIND):
        for measure, pattern in patterns.items():
            match = pattern.search(rest)
            if match and measure not in found and (value := _value(measure, match[1])):
                found[measure] = value
                rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    alone = set(found) == {"age_years"}  # a present for a child of six is no question of size
    return ({}, text) if alone or not found else (found, rest)


def _value(measure: str, number: str) -> str | None:
    value = Decimal(number)
    if measure == "height_cm" and 1 <= value < 3:
        value *= 100  # in metres
    likely = _LIKELY.get(measure)
    return f"{value.normalize():f}" if likely is None or int(value) in likely else None
