"""What a bare number in a field of a tool's result is: a price, a count, a measure, days."""

from decimal import Decimal

from process.told_options import NOT_SHOWN
from shared.language.units import PRICE, Unit

_MEASURE = Unit("measure")
_DAYS = Unit("time", "minute", Decimal(24 * 60))
_YEARS = Unit("time", "month", Decimal(12))
WORKING_DAYS = ("working_days_min", "working_days_max")
#: What a field's bare number is. An article number, a size or a stock supports no price: of three dresses left none
#: costs 3 dinars for it. Nor does a price support a percentage, a number of days a fee, or a set of 6 cups 6 hours.
UNITS = {
    **dict.fromkeys(
        (
            "sku",
            "order_no",
            "shown",
            "sizes",
            "sizes_in_stock",
            "made_to_order",
            "size",
            "fitting_sizes",
            "available",
            "sold_out",
        ),
        (_MEASURE,),
    ),
    **dict.fromkeys(("name_ar", "name_en", "description_ar", "description_en"), (_MEASURE,)),
    **dict.fromkeys(
        ("height_cm", "weight_kg", "chest_cm", "waist_cm", "hips_cm", "foot_length_cm"), (_MEASURE,)
    ),
    "age_years": (_MEASURE, _YEARS),
    # So many are wanted, or put below the reply to tap, which tells nothing of how many there are.
    **dict.fromkeys(("quantity", "offered", *NOT_SHOWN), (Unit("count"),)),
    "stock": (Unit("left"),),
    **dict.fromkeys(WORKING_DAYS, (_DAYS,)),
    **dict.fromkeys(
        (
            "price",
            "compare_at",
            "saved",
            "discount",
            "line_total",
            "subtotal",
            "fee",
            "total",
            "free_delivery_from",
            "minimum_order",
        ),
        (PRICE,),
    ),
}
