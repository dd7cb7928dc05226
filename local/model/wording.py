"""How the stand-in talks: short, in the customer's language, Jordanian where that is Arabic.

Every fact comes in as an argument, taken from a tool result; the sentences themselves carry no number and no promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from local.model.intents import Language


@dataclass(frozen=True)
class Wording:
    hello: str
    greeting: str
    thanks: str
    nod: str
    person: str
    which_product: str
    unclear: str
    attachment: str
    transfer: str
    no_tools: str
    apology: str
    someone_will_answer: str
    found_one: str
    found: str
    other_color: str
    other_price: str
    other_size: str
    all_gone: str
    nothing: str
    no_passage: str
    one_more: str
    which_one: str
    in_stock: str
    gone: str
    few: Mapping[int, str]
    some_left: str
    sizes: str
    colors: str
    comma: str


ARABIC = Wording(
    hello="أهلاً وسهلاً!",
    greeting="كيف بقدر أساعدك؟ احكيلي شو بتدوّر عليه، أو اسألني عن التوصيل والدفع والتبديل.",
    thanks="على راسي! إذا بتحتاج أي إشي ثاني أنا هون.",
    nod="تمام! إذا بتحب تشوف إشي ثاني احكيلي.",
    person="أكيد، أصحاب المحل بيشوفوا هالمحادثة وبيقدروا يردوا عليك هون مباشرة.",
    which_product="عن أي قطعة بتسأل؟ اكتبلي اسمها أو وصفها وبشوفلك ياها.",
    unclear="ما فهمت عليك تماماً. شو بتدوّر عليه؟",
    attachment="وصلني اللي بعتته، بس ما بقدر أشوف غير الكلام. اكتبلي شو القطعة اللي بدك ياها.",
    transfer="وصلتنا الصورة، شكراً. المحل رح يتأكد من الحوالة وبيرد عليك هون.",
    no_tools="ما بقدر أشوف معلومات المحل هلأ، بس أصحاب المحل بيقدروا يردوا عليك هون.",
    apology="بعتذر، صار خلل وما قدرت أشوف المعلومات هلأ. جرّب كمان شوي لو سمحت.",
    someone_will_answer="ما عندي معلومة أكيدة عن هالإشي، حدا من المحل بيرد عليك هون.",
    found_one="أكيد، عنا:",
    found="أكيد، هاي اللي عنا:",
    other_color="ما لقيت نفس اللون، بس هاي الأقرب:",
    other_price="ما لقيت ضمن هالسعر، أقرب إشي عنا:",
    other_size="المقاس المطلوب مش متوفر، هاي المقاسات الموجودة:",
    all_gone="موجودة عنا، بس خلصانة حالياً:",
    nothing="للأسف ما لقيت هالإشي عنا. بتحب أدوّرلك على إشي ثاني أو لون ثاني؟",
    no_passage="ما لقيت جواب أكيد على هالسؤال. حدا من المحل بيقدر يجاوبك هون.",
    one_more="بتحب تعرف إشي ثاني عنه؟",
    which_one="أي واحد عجبك؟",
    in_stock="متوفر",
    gone="خلصان حالياً",
    few={1: "ضايل آخر قطعة", 2: "ضايل قطعتين"},
    some_left="ضايل {stock}",
    sizes="المقاسات: ",
    colors="الألوان: ",
    comma="، ",
)

ENGLISH = Wording(
    hello="Hello!",
    greeting="How can I help? Tell me what you are looking for, or ask about delivery, payment and exchange.",
    thanks="You're welcome! I'm here if you need anything else.",
    nod="Great! Tell me if you would like to see anything else.",
    person="Of course. The people of the shop see this chat and can answer you right here.",
    which_product="Which item do you mean? Tell me its name or what it looks like.",
    unclear="I am not sure I understood. What are you looking for?",
    attachment="I got what you sent, but I can only read text. Which item would you like?",
    transfer="We got your picture, thank you. The shop will check the transfer and answer you here.",
    no_tools="I cannot look into the shop's information now, but the people of the shop can answer you here.",
    apology="Sorry, something went wrong and I could not look that up. Please try again in a little while.",
    someone_will_answer="I have no sure answer to that. Someone from the shop will reply here.",
    found_one="Sure, we have:",
    found="Sure, here is what we have:",
    other_color="Not in that colour, but these come close:",
    other_price="Nothing in that price range; the closest we have:",
    other_size="Not in that size; these are the sizes we have:",
    all_gone="We carry it, but it is sold out right now:",
    nothing="Sorry, I could not find that. Shall I look for something else, or another colour?",
    no_passage="I found no sure answer to that. Someone from the shop can reply here.",
    one_more="Would you like to know anything else about it?",
    which_one="Which one do you like?",
    in_stock="in stock",
    gone="sold out",
    few={1: "last piece", 2: "two left"},
    some_left="{stock} left",
    sizes="sizes: ",
    colors="colours: ",
    comma=", ",
)


def wording(language: Language) -> Wording:
    """Arabizi is answered in Arabic: product names have no spelling of their own in it."""
    return ENGLISH if language is Language.ENGLISH else ARABIC
