"""What becomes of what Instagram does not take: each stated rule by an example."""

import pytest

from shared.reply.fit import fit
from shared.reply.model import (
    Audio,
    Button,
    Buttons,
    Card,
    Cards,
    Choice,
    File,
    Image,
    Images,
    LinkButton,
    OwnPost,
    Part,
    PostbackButton,
    Reaction,
    Text,
    Video,
)

LONG = "x" * 1000
PICTURE = "https://shop.example/a.jpg"
PLAIN = "http://shop.example/a.jpg"
ORDER = PostbackButton("اطلب", "ORDER")
SHOP = LinkButton("المتجر", "https://shop.example")


def sizes(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name, name) for name in names)


def numbered(count: int) -> tuple[Button, ...]:
    return tuple(PostbackButton(f"لون {number}", str(number)) for number in range(count))


def dresses(count: int) -> tuple[Card, ...]:
    return tuple(Card(f"فستان {number}", image_url=PICTURE) for number in range(count))


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        pytest.param(Text("أي مقاس؟", sizes("S", "M")), [Text("أي مقاس؟", sizes("S", "M"))], id="what fits"),
        pytest.param(Text(f"{LONG} أي مقاس؟", sizes("S")), [Text(LONG), Text("أي مقاس؟", sizes("S"))], id="chips under the last message of a long text"),
        pytest.param(Text("", sizes("S", "M")), [Text("S · M", sizes("S", "M"))], id="chips without a text are read out"),
        pytest.param(Text("\u200b", ()), [], id="a text that shows nothing"),
        pytest.param(Text("أي؟", sizes(*"ABCDEFGHIJKLMNO")), [Text("أي؟\nN\nO", sizes(*"ABCDEFGHIJKLM"))], id="chips past the thirteenth are lines of the text"),
        pytest.param(Text("", sizes(*"ABCDEFGHIJKLMN")), [Text("N", sizes(*"ABCDEFGHIJKLM"))], id="and are the text where there is none"),
        pytest.param(Text("أي؟", (*sizes("S"), Choice("M", "p" * 1001))), [Text("أي؟\nM", sizes("S"))], id="so is one whose payload is too long"),
        pytest.param(Text("أي؟", (*sizes("S", "", " \n"), Choice("\u200f", "x"))), [Text("أي؟", sizes("S"))], id="a chip without a title is none"),
        pytest.param(Text("أي؟", sizes("S", "S", "M")), [Text("أي؟", sizes("S", "M"))], id="the same chip twice is one"),
        pytest.param(Text("أي؟", (Choice("S", "1"), Choice("S", "2"))), [Text("أي؟", (Choice("S", "1"), Choice("S 2", "2")))], id="two with the same title are told apart"),
        pytest.param(Text("أي؟", (Choice("صغير", "S"), Choice("Small", "S"))), [Text("أي؟", (Choice("صغير", "S"), Choice("Small", "S")))], id="two that mean the same may say it differently"),
        pytest.param(Text("أي؟", (Choice("S", ""), Choice("M", " "))), [Text("أي؟", sizes("S", "M"))], id="without a payload the title comes back"),
        pytest.param(Text("أي؟", (Choice("فستان سهرة\nطويل ومطرز", "D"),)), [Text("أي؟", (Choice("فستان سهرة طويل ومط…", "D"),))], id="a title on one line, shortened"),
    ],
)  # fmt: skip
def test_texts_and_chips(given: Part, parts: list[Part]) -> None:
    assert fit([given]) == parts


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        pytest.param(Buttons("تفضل", (ORDER, SHOP)), [Buttons("تفضل", (ORDER, SHOP))], id="what fits"),
        pytest.param(Buttons("x" * 640, (ORDER,)), [Buttons("x" * 640, (ORDER,))], id="as much text as fits"),
        pytest.param(Buttons("x" * 641, (ORDER,)), [Text("x" * 640), Buttons("x", (ORDER,))], id="and one letter more"),
        pytest.param(Buttons("x" * 639 + " yy", (ORDER,)), [Text("x" * 639), Buttons("yy", (ORDER,))], id="what does not goes ahead"),
        pytest.param(Buttons("ب" * 501, (ORDER,)), [Text("ب" * 500), Buttons("ب", (ORDER,))], id="Arabic by its bytes"),
        pytest.param(Buttons(f"{LONG} {LONG} yy", (ORDER,)), [Text(LONG), Text(LONG), Buttons("yy", (ORDER,))], id="in as few messages as a text takes"),
        pytest.param(Buttons("", (ORDER, SHOP)), [Buttons("اطلب · المتجر", (ORDER, SHOP))], id="buttons without a text are read out"),
        pytest.param(Buttons("تفضل", numbered(4)), [Buttons("تفضل", numbered(3)), Buttons("لون 3", numbered(4)[3:])], id="the fourth is a message of its own"),
        pytest.param(Buttons("تفضل", ()), [Text("تفضل")], id="no button leaves a text"),
        pytest.param(Buttons("", ()), [], id="and nothing leaves nothing"),
        pytest.param(Buttons("تفضل", (LinkButton("المتجر", "shop"), PostbackButton("", "x"), PostbackButton("x", "p" * 1001))), [Text("تفضل")], id="buttons that lead nowhere or say nothing are none"),
        pytest.param(Buttons("تفضل", (LinkButton(" ", PLAIN),)), [Buttons("تفضل", (LinkButton("shop.example", PLAIN),))], id="a link without a title is named by its host"),
        pytest.param(Buttons("تفضل", (PostbackButton("اطلب", ""),)), [Buttons("تفضل", (PostbackButton("اطلب", "اطلب"),))], id="without a payload the title comes back"),
        pytest.param(Buttons("تفضل", (ORDER, ORDER, PostbackButton("اطلب", "2"))), [Buttons("تفضل", (ORDER, PostbackButton("اطلب 2", "2")))], id="the same twice is once, and two alike are told apart"),
    ],
)  # fmt: skip
def test_buttons(given: Part, parts: list[Part]) -> None:
    assert fit([given]) == parts


@pytest.mark.parametrize(
    ("cards", "parts"),
    [
        pytest.param((), [], id="none"),
        pytest.param(dresses(10), [Cards(dresses(10))], id="as many as fit"),
        pytest.param(dresses(23), [Cards(dresses(10)), Cards(dresses(20)[10:]), Cards(dresses(23)[20:])], id="more are further messages"),
        pytest.param((Card("x" * 81, "y" * 81),), [Cards((Card("x" * 79 + "…", "y" * 79 + "…"),))], id="long titles are shortened"),
        pytest.param((Card("", "من قطن", PICTURE),), [Cards((Card("من قطن", None, PICTURE),))], id="without a title the subtitle is one"),
        pytest.param((Card("", None, PICTURE, SHOP.url, (ORDER,)),), [Cards((Card("اطلب", None, PICTURE, SHOP.url, (ORDER,)),))], id="else its first button's"),
        pytest.param((Card(" ", " ", PICTURE, SHOP.url),), [Cards((Card("shop.example", None, PICTURE, SHOP.url),))], id="else the host it links to"),
        pytest.param((*dresses(1), Card("بالقطعة"), *dresses(1)), [Cards(dresses(1)), Text("بالقطعة"), Cards(dresses(1))], id="a title alone is a text, in its place"),
        pytest.param((Card("", image_url=PICTURE), Card("", image_url=PLAIN), Card("")), [Image(PICTURE), Text(PLAIN)], id="a picture alone is an image, or its link"),
        pytest.param((Card("فستان", "أحمر", PLAIN, "shop"),), [Cards((Card("فستان", "أحمر"),))], id="without what is no address for Meta"),
        pytest.param((Card("فستان", buttons=numbered(5)),), [Cards((Card("فستان", buttons=numbered(3)),))], id="three buttons and no more"),
    ],
)  # fmt: skip
def test_cards(cards: tuple[Card, ...], parts: list[Part]) -> None:
    assert fit([Cards(cards)]) == parts


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        pytest.param(Image(PICTURE), [Image(PICTURE)], id="an image"),
        pytest.param(Images((PICTURE,) * 12), [Images((PICTURE,) * 10), Images((PICTURE,) * 2)], id="ten images a message"),
        pytest.param(Images((PICTURE,) * 11), [Images((PICTURE,) * 10), Image(PICTURE)], id="one left over is an image alone"),
        pytest.param(Images((PLAIN, PICTURE, "", PICTURE)), [Images((PICTURE,) * 2), Text(PLAIN)], id="what cannot be fetched is linked behind the others"),
        pytest.param(Images(()), [], id="no image"),
        pytest.param(File("http://shop.example/a.pdf"), [Text("http://shop.example/a.pdf")], id="a file over http is a link"),
        pytest.param(Video("http://shop.example/" + "a" * 1000), [], id="but not one that a text would cut"),
        pytest.param(Audio("voice.m4a"), [], id="nor what is no address"),
        pytest.param(OwnPost("17900000000000001"), [OwnPost("17900000000000001")], id="a post"),
        pytest.param(OwnPost("١٧٩"), [], id="Arabic digits are no id of Meta's"),
        pytest.param(OwnPost("my-post"), [], id="a post whose id is no number"),
        pytest.param(Reaction("m", None), [Reaction("m", None)], id="a reaction taken back"),
        pytest.param(Reaction("m", "شكرا 🌷👍"), [Reaction("m", "🌷")], id="the first emoji of more"),
        pytest.param(Reaction("m", "🇯🇴"), [Reaction("m", "🇯🇴")], id="a flag"),
        pytest.param(Reaction("m", "love"), [], id="a word is no emoji"),
        pytest.param(Reaction("", "👍"), [], id="a reaction to nothing"),
    ],
)  # fmt: skip
def test_media_posts_and_reactions(given: Part, parts: list[Part]) -> None:
    assert fit([given]) == parts
