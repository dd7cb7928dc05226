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
    to_order: str
    few: Mapping[int, str]
    some_left: str
    sizes: str
    colors: str
    comma: str
    passages: str = ""  #: before what the shop wrote, when that is in another script


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
    to_order="عند الطلب",
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
    to_order="made to order",
    few={1: "last piece", 2: "two left"},
    some_left="{stock} left",
    sizes="sizes: ",
    colors="colours: ",
    comma=", ",
)

ARABIZI = Wording(
    hello="Ahla w sahla!",
    greeting="Kef ba2dar asa3dak? E7kili sho btdawwer 3aleh, aw es2alni 3an el taw9eel w el daf3 w el tabdeel.",
    thanks="3ala rasi! Iza bt7taj ay ishi tani ana hon.",
    nod="Tamam! Iza bt7eb tshoof ishi tani e7kili.",
    person="Akeed, as7ab el ma7al bishoofo hal mu7adathe w bi2daro yroddo 3alek hon mubasharatan.",
    which_product="3an ay 2it3a btes2al? Ektobli esemha aw wasefha w bashoflak yaha.",
    unclear="Ma fhemet 3alek tamaman. Sho btdawwer 3aleh?",
    attachment="Weselni elli ba3atto, bas ma ba2dar ashoof gher el kalam. Ektobli sho el 2it3a elli bdak yaha.",
    transfer="Weslatna el soora, shukran. El ma7al ra7 yet2akkad mn el 7awale w yrod 3alek hon.",
    no_tools="Ma ba2dar ashoof ma3loomat el ma7al halla2, bas as7ab el ma7al bi2daro yroddo 3alek hon.",
    apology="Ba3tezer, sar 5alal w ma 2deret ashoof el ma3loomat halla2. Jarreb kaman shway law sama7t.",
    someone_will_answer="Ma 3endi ma3loome akeede 3an hal ishi, 7ada mn el ma7al birod 3alek hon.",
    found_one="Akeed, 3enna:",
    found="Akeed, hay elli 3enna:",
    other_color="Ma la2et nafs el lon, bas hay el a2rab:",
    other_price="Ma la2et b hal se3er, a2rab ishi 3enna:",
    other_size="El ma2as el matloob mesh mawjood, hay el ma2asat el mawjoode:",
    all_gone="Mawjoode 3enna, bas 5alsane halla2:",
    nothing="Lal asaf ma la2et hal ishi 3enna. Bt7eb adawwerlak 3ala ishi tani aw lon tani?",
    no_passage="Ma la2et jawab akeed 3ala hal so2al. 7ada mn el ma7al bi2dar yjawbak hon.",
    one_more="Bt7eb ta3ref ishi tani 3anno?",
    which_one="Ay wa7ad 3ajabak?",
    in_stock="mawjood",
    gone="5alsan halla2",
    to_order="3end el talab",
    few={1: "dayel a5er 2it3a", 2: "dayel 2it3ten"},
    some_left="dayel {stock}",
    sizes="el ma2asat: ",
    colors="el alwan: ",
    comma=", ",
    passages="Hay elli maktoob 3enna:\n",
)

_OF = {Language.ARABIC: ARABIC, Language.ENGLISH: ENGLISH, Language.ARABIZI: ARABIZI}


def wording(language: Language) -> Wording:
    return _OF[language]
