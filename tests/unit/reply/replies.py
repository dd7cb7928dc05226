"""Replies of every kind and size, most of them such as no tool should ever make."""

from hypothesis import strategies as st

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
from tests.unit.reply.texts import EMOJI, storable, texts

ADDRESSES = (
    "https://shop.example/dress.jpg",
    "https://متجر.example/فستان أحمر.png",
    "http://shop.example/catalogue.pdf",
    "http://127.0.0.1:7401/dress.png",
    "https://shop.example/" + "a" * 1500,
    "https://shop.example/" + "a" * 3000,
    "javascript:alert(1)",
    "https://",
    "",
)

addresses = st.sampled_from(ADDRESSES) | storable
titles = st.sampled_from(["اطلب", "اطلب", "XL", "", " ", "\u200b"]) | texts
payloads = st.sampled_from(["ORDER", "ORDER", "", " ", "p" * 1000, "p" * 1001, "👗" * 501]) | storable
choices = st.lists(st.builds(Choice, titles, payloads), max_size=20).map(tuple)
button: st.SearchStrategy[Button] = st.one_of(
    st.builds(LinkButton, titles, addresses), st.builds(PostbackButton, titles, payloads)
)
buttons = st.lists(button, max_size=8).map(tuple)
cards = st.builds(
    Card,
    title=titles,
    subtitle=st.none() | titles,
    image_url=st.none() | addresses,
    link=st.none() | addresses,
    buttons=buttons,
)
plain_cards = st.builds(Card, title=st.text("ابت", min_size=1), link=st.just("https://shop.example"))
emoji = st.none() | st.sampled_from([*EMOJI, "❤", "love", ""]) | storable
part: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, texts),
    st.builds(Text, titles, choices),
    st.builds(Buttons, texts, buttons),
    st.builds(Cards, st.lists(cards, max_size=4).map(tuple)),
    st.builds(Cards, st.lists(plain_cards, max_size=35).map(tuple)),
    st.builds(Image, addresses),
    st.builds(Images, st.lists(addresses, max_size=25).map(tuple)),
    st.builds(Audio, addresses),
    st.builds(Video, addresses),
    st.builds(File, addresses),
    st.builds(OwnPost, st.sampled_from(["17900000000000001", "", "mine", "٣"]) | storable),
    st.builds(Reaction, st.sampled_from(["", "m" * 164]), emoji),
)
replies = st.lists(part, max_size=4)
