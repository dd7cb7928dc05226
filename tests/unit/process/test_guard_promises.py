"""No promise the shop did not make: each kind in Arabic, Arabizi and English, and what is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.guard import unsupported

NOTHING = "the results say nothing of it"
MAY_BE_SAID = [
    ("free delivery", "التوصيل علينا من 50 دينار", "free delivery"),
    ("a refund", "we refund by CliQ", "بنرجعلك المبلغ"),
    ("something tomorrow", "الطلب بيوصل بكرا", "you get it tomorrow"),
    ("a discount", "في تنزيلات آخر الصيف", "عليها خصم"),
    ("a return or an exchange", "التبديل خلال أسبوع", "you can exchange it"),
    ("a warranty", "كفالتها عند المحل", "it comes with a warranty"),
    ("the end of an offer", "العرض لليوم بس", "only today"),
    ("a gift", "comes with a gift", "معها هدية"),
]


def promised(reply: str, *results: str) -> list[str]:
    return unsupported(reply, tool_results=results, customer=[]).promises


@pytest.mark.parametrize(
    ("kind", "replies"),
    [
        ("free delivery", ["توصيل مجاني", "التوصيل لكل عمّان مجاناً", "علينا التوصيل", "بنوصلك ببلاش", "free delivery!", "Delivery is on us", "we deliver free of charge", "tawseel majjani", "taw9il balash", "tawsil mjany", "taw9eel balash", "3ala 7sabna el tawseeeel", "توووصيل مجاااني", "بدون رسوم توصيل", "no delivery fees", "ما رح تدفع توصيل", "التوصيل بدون مصاري", "we won't charge you for delivery", "التوصيل على المحل", "التوصيل من جيبتنا", "ما بناخد أجرة توصيل", "توصيل بلا مقابل", "معفية من رسوم التوصيل", "complimentary shipping", "we cover the delivery", "you don't pay for delivery", "the delivery fee is waived", "el tawseel 3al ma7al"]),
        ("that a price is agreed", ["اتفقنا على 20", "تمام، اتفقنا", "it's a deal!", "you can have it for less", "ettafa2na"]),
        ("a refund", ["بنرجعلك مصاريك", "منرجع المبلغ كامل", "we'll refund you", "money back", "bnraje3lak masareek", "مصاريك بترجعلك", "بترجعيها وبتاخذي مصاريك", "منردلك حقها", "سيتم رد المبلغ", "المبلغ بيرجعلك كامل", "fully refundable", "we'll pay you back", "your money will be returned", "bnrod masareek"]),
        ("something tomorrow", ["بكرا بوصلك", "بكرة الصبح", "tomorrow", "bukra bwaslak", "غداً"]),
        ("delivery today", ["بيوصلك اليوم", "same day", "it arrives tonight", "اليوم بكون عندك", "الليلة عندك", "بوصلك بعد الظهر"]),
        ("a day of delivery", ["بيوصلك الخميس", "يوم الخميس بيكون عندك", "it arrives on Sunday", "will be there by Friday"]),
        ("a day when the shop is open", ["مفتوحين الجمعة", "we are open on Friday", "fat7een eljom3a"]),
        ("the last piece", ["آخر حبة", "آخر قطعة!", "last piece", "a5er 7abbe", "akher 2it3a", "ما ضل غيرها", "ما ضل إلا وحدة", "القطعة الوحيدة المتبقية", "ضل حبة", "لم يتبق سوى قطعة", "the final piece", "only one remaining", "ma dal gherha", "dal wa7de bas"]),
        ("few are left", ["الكمية محدودة", "selling fast", "قربت تخلص"]),
        ("the end of an offer", ["لليوم بس", "العرض بس اليوم", "only today", "offer ends soon", "elyom bas", "العرض لنهاية الشهر", "العرض بخلص اليوم", "until the end of the month", "العرض آخره اليوم", "الحقي قبل ما يخلص العرض", "العرض محدود", "the offer won't last", "the promo expires at midnight", "el 3ard bikhlas el yom"]),
        ("a discount", ["بنعملك خصم", "سعر خاص إلك", "نزلتلك إياه", "اشتري وحدة والتانية مجانا", "بنزلك السعر", "reduced to 5", "special offer", "fi 5asem", "رح أعطيك خصم", "بنضبطلك السعر", "براعيكي بالسعر", "إلك بسعر مميز", "بحسبلك إياها أقل", "سنمنحك خصما", "I can lower the price", "I'll knock something off", "a promo code for you", "bazabbetlek el se3er"]),
        ("a return or an exchange", ["بتقدر ترجعها", "you can exchange it", "bt2dar traje3ha", "تبديل مجاني", "استرجاع مضمون"]),
        ("an amount without a number", ["a couple of dinars off", "it's just a few dinars", "few JDs only", "بس كم دينار", "بنزلك كم دينار", "بخصملك كم ليرة", "التوصيل كم ليرة بس", "دينارين تلاتة", "دينار دينارين", "bas kam dinar"]),
        ("a gift", ["معها هدية", "هدية مع الطلب", "free gift", "gift included"]),
        ("a warranty", ["عليها كفالة", "it has a guarantee", "lifetime warranty"]),
        ("delivery in the price", ["25 دينار شامل التوصيل", "السعر شامل التوصيل", "التوصيل مشمول", "25 JOD including delivery", "delivery is included", "shamel el tawseel"]),
        ("that an order is taken", ["طلبك تم", "سجلت طلبك", "your order has been placed", "وصلنا طلبك رقم 5"]),
        ("that an order is confirmed", ["تم تأكيد طلبك", "your order is confirmed", "طلبك رقم 12 مؤكد", "Order number 7 is confirmed"]),
        ("that an order is on its way", ["طلبك بالطريق", "your order has shipped", "طلبك رقم 12 مع المندوب", "your order 3 is out for delivery"]),
        ("that an order is over", ["ألغينا طلبك", "تم إلغاء الطلب", "your order has been cancelled", "تم توصيل طلبك", "your order 4 was delivered"]),
        ("that an order is changed", ["عدلنا طلبك", "your order has been updated", "تم تعديل الطلب"]),
        ("that a piece is kept", ["حجزتلك ياه", "خبيتها إلك", "شلتلك وحدة", "مسكتلك القطعة", "ركنتها إلك", "محجوزة باسمك", "صارت إلك", "تم الاحتفاظ بها لك", "رح أحجزلك إياها", "I have reserved it for you", "I've reserved it", "I've put one away for you", "we'll hold it for you", "it's yours", "saved one for you", "7ajaztellak yaha", "khabbaytlek yaha", "7ajaztha elek"]),
        ("a share of the price", ["تنزيل للنص", "خصم النص", "نص السعر", "بنص حقها", "أرخص بالربع", "half price", "half the price", "a third off", "nos else3er"]),
        ("in instalments", ["بالتقسيط", "على دفعات", "in monthly payments", "pay in installments", "ta2seet"]),
        ("that money has arrived", ["وصلت الحوالة، شكراً!", "استلمنا المبلغ", "الحوالة وصلتنا", "تم الدفع", "Payment received!", "We've received your transfer", "the money arrived", "your order is paid", "wslat el 7awale"]),
    ],
)  # fmt: skip
def test_a_promise_of_this_kind_needs_a_source(kind: str, replies: list[str]) -> None:
    for reply in replies:
        assert kind in promised(reply, NOTHING), reply


@pytest.mark.parametrize(("kind", "result", "reply"), MAY_BE_SAID)
def test_a_promise_that_a_tool_made_may_be_repeated_in_any_language(
    kind: str, result: str, reply: str
) -> None:
    assert promised(reply) == [kind]
    assert promised(reply, json.dumps({"passages": [{"text": result}]})) == []


@pytest.mark.parametrize("said", ["وصلت الحوالة", "Payment received"])
def test_that_money_has_arrived_is_never_said_whatever_a_text_says(said: str) -> None:
    results = json.dumps({"passages": [{"text": said}]})
    assert promised(said, said, results) == ["that money has arrived"]


@pytest.mark.parametrize(
    "reply",
    ["وصلتنا صورة الحوالة، المحل رح يتأكد منها ويرد عليك هون", "The shop will check the transfer and answer you here",
     "ومنأكد الطلب بعد ما توصل الحوالة", "We have not received the payment yet"],
)  # fmt: skip
def test_that_a_transfer_is_being_checked_may_be_said(reply: str) -> None:
    assert promised(reply) == []


@pytest.mark.parametrize(
    "reply",
    [
        "ما في توصيل مجاني", "التوصيل مش مجاني", "no free delivery, sorry", "we don't refund", "ما بنرجعلك المبلغ",
        "ما بقدر أأكدلك إنه يوصل بكرا", "I can't say if it will arrive tomorrow", "ما في خصم على هالقطعة", "we cannot deliver tomorrow", "ما عليها كفالة",
    ],
)  # fmt: skip
def test_what_is_denied_is_no_promise(reply: str) -> None:
    assert promised(reply) == []


@pytest.mark.parametrize(
    "reply",
    ["لا تقلق التوصيل مجاني", "don't worry free delivery", "مش بس توصيل مجاني", "ما في مشكلة، التوصيل مجاني", "no, free delivery",
     "ما في اللون الأحمر والتوصيل مجاني", "we don't have red and delivery is free", "ما عنا مقاسك بس التوصيل علينا"],
)  # fmt: skip
def test_a_denial_of_something_else_takes_no_promise_back(reply: str) -> None:
    assert promised(reply) == ["free delivery"]


@pytest.mark.parametrize(
    "reply", ["التوصيل: مجاني", "Delivery - free", "free (delivery)", "FREE   Delivery", "تَوْصِيل مَجّاني", "توصيـل مجـاني", "ｆｒｅｅ delivery",
     "ت و ص ي ل  م ج ا ن ي", "f r e e delivery", "f.r.e.e d.e.l.i.v.e.r.y", "م-ج-ا-ن-ي التوصيل", "توصيل م\u3164جاني"]
)  # fmt: skip
def test_no_spelling_hides_a_promise(reply: str) -> None:
    assert promised(reply) == ["free delivery"]


def test_what_a_tool_denied_supports_no_promise() -> None:
    assert promised("التوصيل مجاني", "ما في توصيل مجاني") == ["free delivery"]


def test_a_total_is_told_with_its_delivery() -> None:
    quote = json.dumps({"fee": "3", "total": "28"})
    assert promised("المجموع 28 شامل التوصيل") == ["delivery in the price"]
    assert promised("المجموع 28 شامل التوصيل", quote) == []
    assert promised("السعر غير شامل التوصيل") == []


@pytest.mark.parametrize(
    ("stock", "unsupported_kinds"),
    [(1, []), (3, ["the last piece"]), (9, ["the last piece", "few are left"])],
)
def test_the_stock_says_whether_it_is_the_last(stock: int, unsupported_kinds: list[str]) -> None:
    result = json.dumps({"products": [{"stock": stock}]})
    assert promised("آخر حبة، قربت تخلص", result) == unsupported_kinds


@pytest.mark.parametrize(
    "reply",
    [
        "كيف بقدر أساعدك اليوم؟", "حدا من المحل بيرد عليك عن التوصيل", "Someone from the shop will answer about refunds",
        "شو اسم المنطقة اللي بدك التوصيل عليها؟", "This one is the nicest", "Feel free to ask about delivery", "أي واحد عجبك؟",
        "كم دينار ميزانيتك؟", "معك كم دينار؟", "How many dinars would you like to spend?", "بكرا بنحكي", "Talk tomorrow!", "المقاسات S M L XL",
        "Once your order is confirmed it is packed", "بتحبي أحجزلك ياه؟", "رح يأكد طلبك حدا من المحل", "Shall I ask them to reserve it?",
        "بسأل المحل إذا في خصم وبردلك خبر", "حدا من المحل رح يأكدلك إذا التوصيل مجاني", "I'll ask whether there is a discount", "The shop will check if it can arrive tomorrow", "Keep it dry", "Shall we hold it for you?", "ما منضبط الأسعار", "التوصيل مش على المحل", "It's yours to choose", "هدية ولا إلك؟",
    ],
)  # fmt: skip
def test_talk_about_it_is_no_promise(reply: str) -> None:
    assert promised(reply) == []


@given(
    st.text(), st.sampled_from(["توصيل", "مجاني", "free", "delivery", "بكرا", "tomorrow", "لا", "ما", "و"])
)
def test_no_text_makes_it_fail_and_what_a_tool_said_is_supported(text: str, word: str) -> None:
    reply = f"{text} {word} {text}"
    assert promised(reply, reply) == []
