"""How the stand-in talks of delivery and sizes; every name, fee, day and measure comes in as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.model.intents import Language


@dataclass(frozen=True)
class QuoteWording:
    fee: str
    free: str
    not_served: str
    which_area: str
    ask_area: str
    days: Mapping[int, str]  #: numbers of working days that are said in words of their own
    many_days: str
    fits: str
    between: str
    none_fits: str
    largest: str
    smallest: str
    needs: str
    differ: str
    no_chart: str
    sold_out: str
    either: str  #: between two areas
    sizes: str  #: between two sizes
    both: str
    comma: str
    measures: Mapping[str, str]


ARABIC = QuoteWording(
    fee="التوصيل {to} {fee}، وبيوصل خلال {days}.",
    free=" والتوصيل مجاني للطلبات من {least}.",
    not_served="للأسف ما عنا توصيل {to}.",
    which_area="أي وحدة قصدك: {areas}؟",
    ask_area="لأي محافظة ومنطقة بدك التوصيل؟",
    days={1: "يوم عمل واحد", 2: "يومين عمل"},
    many_days="{days} أيام عمل",
    fits="حسب جدول المقاسات مقاسك {sizes}.",
    between="حسب جدول المقاسات إنت بين {sizes}.",
    none_fits="ما في مقاس مناسب من هالقطعة، {end} مقاس {size} ({listed}).",
    largest="أكبر",
    smallest="أصغر",
    needs="حتى أحكيلك مقاسك بدي: {measures}.",
    differ="قياساتك بتأشر على أكتر من مقاس، حدا من المحل بيساعدك هون.",
    no_chart="ما إله جدول مقاسات، حدا من المحل بيحكيلك هون.",
    sold_out=" {sizes} {gone}.",
    either=" ولا ",
    sizes=" أو ",
    both=" و",
    comma="، ",
    measures={
        "height_cm": "الطول",
        "weight_kg": "الوزن",
        "chest_cm": "محيط الصدر",
        "waist_cm": "محيط الخصر",
        "hips_cm": "محيط الأرداف",
        "foot_length_cm": "طول القدم",
        "age_years": "العمر",
    },
)

ENGLISH = QuoteWording(
    fee="Delivery to {to} is {fee} and takes {days}.",
    free=" Delivery is free for orders from {least}.",
    not_served="Sorry, we do not deliver to {to}.",
    which_area="Which one do you mean: {areas}?",
    ask_area="Which governorate and area is it for?",
    days={1: "1 working day"},
    many_days="{days} working days",
    fits="by its size chart you take {sizes}.",
    between="by its size chart you are between {sizes}.",
    none_fits="none of its sizes fits; the {end} is {size} ({listed}).",
    largest="largest",
    smallest="smallest",
    needs="to tell your size I need: {measures}.",
    differ="your measures point to different sizes, someone from the shop will help you here.",
    no_chart="it has no size chart, someone from the shop will tell you here.",
    sold_out=" {sizes}: {gone}.",
    either=" or ",
    sizes=" or ",
    both=" and ",
    comma=", ",
    measures={
        "height_cm": "height",
        "weight_kg": "weight",
        "chest_cm": "chest",
        "waist_cm": "waist",
        "hips_cm": "hips",
        "foot_length_cm": "foot length",
        "age_years": "age",
    },
)

ARABIZI = QuoteWording(
    fee="El taw9eel la {to} {fee}, w byoosal 5ilal {days}.",
    free=" W el taw9eel majjani lal talabat mn {least}.",
    not_served="Lal asaf ma 3enna taw9eel la {to}.",
    which_area="Ay wa7de 2asdak: {areas}?",
    ask_area="La ay mo7afaza w manta2a bdak el taw9eel?",
    days={1: "yom 3amal wa7ad", 2: "yomen 3amal"},
    many_days="{days} ayyam 3amal",
    fits="7asab jadwal el ma2asat ma2asak {sizes}.",
    between="7asab jadwal el ma2asat enta ben {sizes}.",
    none_fits="ma fi ma2as mnaseb mn hal 2it3a, {end} ma2as {size} ({listed}).",
    largest="akbar",
    smallest="as8ar",
    needs="7atta a7kilak ma2asak bdi: {measures}.",
    differ="2yasatak bt2asher 3ala aktar mn ma2as, 7ada mn el ma7al bisa3dak hon.",
    no_chart="ma elo jadwal ma2asat, 7ada mn el ma7al bi7kilak hon.",
    sold_out=" {sizes} {gone}.",
    either=" walla ",
    sizes=" aw ",
    both=" w ",
    comma=", ",
    measures={
        "height_cm": "el tool",
        "weight_kg": "el wazn",
        "chest_cm": "mo7eet el sader",
        "waist_cm": "mo7eet el 5aser",
        "hips_cm": "mo7eet el ardaf",
        "foot_length_cm": "tool el 2adam",
        "age_years": "el 3omor",
    },
)

_OF = {Language.ARABIC: ARABIC, Language.ENGLISH: ENGLISH, Language.ARABIZI: ARABIZI}


def quote_wording(language: Language) -> QuoteWording:
    return _OF[language]
