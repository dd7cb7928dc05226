"""Sentences about delivery and sizes: every name, fee, day and measure is the tool's, and what it does not know is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.model.intents import Language
from local.model.quote_wording import QuoteWording, quote_wording
from local.model.wording import wording

Result = Mapping[str, Any]


def delivery_reply(result: Result, language: Language) -> str:
    words, script = quote_wording(language), _script(language)
    match result.get("delivery"):
        case "served":
            return _fee(result, words, script)
        case "not_served":
            return words.not_served.format(to=_to(result, script))
        case "ambiguous":
            names = [one[f"area_{script}"] for one in result["ask_which"]]
            return words.which_area.format(areas=words.either.join(names))
        case "unknown_area":
            return words.ask_area
    return wording(language).apology


def _script(language: Language) -> str:
    """Names and prices have no spelling of their own in Arabizi."""
    return "ar" if language is Language.ARABIC else "en"


def _fee(result: Result, words: QuoteWording, script: str) -> str:
    low, high = result["working_days_min"], result["working_days_max"]
    many = words.many_days.format(days=f"{low}-{high}" if low < high else high)
    days = many if low < high else words.days.get(high, many)
    told = words.fee.format(to=_to(result, script), fee=result[f"fee_{script}"], days=days)
    if "free_delivery_from" in result:
        told += words.free.format(least=result[f"free_delivery_from_{script}"])
    return told


def _to(result: Result, script: str) -> str:
    area = str(result[f"area_{script}"])
    if script == "en":
        return area
    return f"لل{area[2:]}" if area.startswith("ال") else f"ل{area}"


def advice_reply(result: Result, language: Language) -> str:
    if "advice" not in result:
        return wording(language).apology
    words = quote_wording(language)
    return f"{result[f'name_{_script(language)}']}: {_advice(result, words)}{_sold_out(result, language)}"


def _advice(result: Result, words: QuoteWording) -> str:
    sizes = words.sizes.join(result.get("fitting_sizes", []))
    match result["advice"]:
        case "fits":
            return words.fits.format(sizes=sizes)
        case "between":
            return words.between.format(sizes=sizes)
        case "too_small" | "too_large":
            return _none_fits(result, words)
        case "needs_measures":
            return words.needs.format(measures=_named(result["ask_for"], words))
        case "measures_differ":
            return words.differ
    return words.no_chart


def _none_fits(result: Result, words: QuoteWording) -> str:
    ranges = [
        f"{words.measures[measure]} {row[measure]}"
        for row in result["chart"]
        for measure in result["outside_of_the_chart"]
    ]
    end = words.largest if result["advice"] == "too_small" else words.smallest
    return words.none_fits.format(end=end, size=result["chart"][0]["size"], listed=", ".join(ranges))


def _sold_out(result: Result, language: Language) -> str:
    gone = result.get("sold_out")
    if not gone or result["advice"] not in {"fits", "between"}:
        return ""
    words = quote_wording(language)
    return words.sold_out.format(sizes=words.both.join(gone), gone=wording(language).gone)


def _named(measures: Sequence[str], words: QuoteWording) -> str:
    return words.comma.join(words.measures[measure] for measure in measures)
