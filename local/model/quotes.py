"""Sentences about delivery and sizes: every name, fee, day and measure is the tool's, and what it does not know is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.model.intents import Language
from local.model.wording import wording

Result = Mapping[str, Any]

_MEASURES = {
    "height_cm": ("الطول", "height"),
    "weight_kg": ("الوزن", "weight"),
    "chest_cm": ("محيط الصدر", "chest"),
    "waist_cm": ("محيط الخصر", "waist"),
    "hips_cm": ("محيط الأرداف", "hips"),
    "foot_length_cm": ("طول القدم", "foot length"),
    "age_years": ("العمر", "age"),
}


def delivery_reply(result: Result, language: Language) -> str:
    english = language is Language.ENGLISH
    match result.get("delivery"):
        case "served":
            return _fee_english(result) if english else _fee_arabic(result)
        case "not_served":
            area = result["area_en"] if english else _to(result["area_ar"])
            return f"Sorry, we do not deliver to {area}." if english else f"للأسف ما عنا توصيل {area}."
        case "ambiguous":
            names = [one["area_en" if english else "area_ar"] for one in result["ask_which"]]
            return (
                f"Which one do you mean: {' or '.join(names)}?"
                if english
                else f"أي وحدة قصدك: {' ولا '.join(names)}؟"
            )
        case "unknown_area":
            return "Which governorate and area is it for?" if english else "لأي محافظة ومنطقة بدك التوصيل؟"
    return wording(language).apology


def _fee_arabic(result: Result) -> str:
    low, high = result["working_days_min"], result["working_days_max"]
    days = (
        f"{low}-{high} أيام عمل"
        if low < high
        else {1: "يوم عمل واحد", 2: "يومين عمل"}.get(high, f"{high} أيام عمل")
    )
    to = _to(result["area_ar"])
    free = (
        f" والتوصيل مجاني للطلبات من {result['free_delivery_from_ar']}."
        if "free_delivery_from" in result
        else ""
    )
    return f"التوصيل {to} {result['fee_ar']}، وبيوصل خلال {days}.{free}"


def _fee_english(result: Result) -> str:
    low, high = result["working_days_min"], result["working_days_max"]
    days = f"{low}-{high} working days" if low < high else f"{high} working day{'' if high == 1 else 's'}"
    free = (
        f" Delivery is free for orders from {result['free_delivery_from_en']}."
        if "free_delivery_from" in result
        else ""
    )
    return f"Delivery to {result['area_en']} is {result['fee_en']} and takes {days}.{free}"


def _to(area: str) -> str:
    return f"لل{area[2:]}" if area.startswith("ال") else f"ل{area}"


def advice_reply(result: Result, language: Language) -> str:
    english = language is Language.ENGLISH
    if "advice" not in result:
        return wording(language).apology
    name = result["name_en" if english else "name_ar"]
    sizes = (" or " if english else " أو ").join(result.get("fitting_sizes", []))
    match result["advice"]:
        case "fits":
            said = f"by its size chart you take {sizes}." if english else f"حسب جدول المقاسات مقاسك {sizes}."
            said += _sold_out(result, english=english)
        case "between":
            said = (
                f"by its size chart you are between {sizes}."
                if english
                else f"حسب جدول المقاسات إنت بين {sizes}."
            )
            said += _sold_out(result, english=english)
        case "too_small" | "too_large":
            said = _no_size(result, english=english)
        case "needs_measures":
            wanted = _named(result["ask_for"], english=english)
            said = f"to tell your size I need: {wanted}." if english else f"حتى أحكيلك مقاسك بدي: {wanted}."
        case "measures_differ":
            said = (
                "your measures point to different sizes, someone from the shop will help you here."
                if english
                else "قياساتك بتأشر على أكتر من مقاس، حدا من المحل بيساعدك هون."
            )
        case _:
            said = (
                "it has no size chart, someone from the shop will tell you here."
                if english
                else "ما إله جدول مقاسات، حدا من المحل بيحكيلك هون."
            )
    return f"{name}: {said}"


def _no_size(result: Result, *, english: bool) -> str:
    ranges = [
        f"{_named([measure], english=english)} {row[measure]}"
        for row in result["chart"]
        for measure in result["outside_of_the_chart"]
    ]
    size, listed = result["chart"][0]["size"], ", ".join(ranges)
    largest = result["advice"] == "too_small"
    if english:
        return f"none of its sizes fits; the {'largest' if largest else 'smallest'} is {size} ({listed})."
    return f"ما في مقاس مناسب من هالقطعة، {'أكبر' if largest else 'أصغر'} مقاس {size} ({listed})."


def _sold_out(result: Result, *, english: bool) -> str:
    gone = result.get("sold_out")
    if not gone:
        return ""
    names = (" and " if english else " و").join(gone)
    return (
        f" {names}: {wording(Language.ENGLISH).gone}."
        if english
        else f" {names} {wording(Language.ARABIC).gone}."
    )


def _named(measures: Sequence[str], *, english: bool) -> str:
    names = [_MEASURES[measure][english] for measure in measures]
    return (", " if english else "، ").join(names)
