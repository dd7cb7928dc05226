"""A reply as parts that are one message each, within every limit. What fits already is left as it is.

Order is kept and nothing is lost but by a rule: the rules for texts are in `split.py`, for what can be tapped in `taps.py`,
for cards in `cards.py`. Media that Meta could not fetch are sent as a link, if they have one. A post whose id is no number,
and a reaction to nothing or without an emoji, cannot be sent at all and are left out, like whatever shows nothing.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar, assert_never

from shared.reply.addresses import media_address, web_address
from shared.reply.cards import side_by_side
from shared.reply.graphemes import graphemes, is_emoji, shows
from shared.reply.limits import BUTTON_TEXT, BUTTONS, IMAGES, TEXT
from shared.reply.model import (
    Audio,
    Buttons,
    Cards,
    File,
    Image,
    Images,
    OwnPost,
    Part,
    Reaction,
    Reply,
    Text,
    Video,
)
from shared.reply.split import split_text
from shared.reply.taps import chips, read_out, working

T = TypeVar("T")


def fit(reply: Reply) -> list[Part]:
    return [fitted for part in reply for fitted in _fit(part)]


def _fit(part: Part) -> Iterable[Part]:
    match part:
        case Text():
            return _text(part)
        case Buttons():
            return _buttons(part)
        case Cards():
            return _cards(part)
        case Images(urls):
            return _images(urls)
        case Image() | Audio() | Video() | File():
            return _media(part)
        case OwnPost(media_id):
            return [part] if media_id.isascii() and media_id.isdigit() else []
        case Reaction():
            return _reaction(part)
    assert_never(part)


def _text(part: Text) -> Iterator[Part]:
    """Chips belong to the last message: Instagram shows them under the newest alone."""
    shown, told = chips(part.choices)
    text = "\n".join([part.text, *told])
    if not shows(text):
        text = read_out(shown)
    *ahead, last = split_text(text) or [""]
    yield from (Text(one) for one in ahead)
    if last:
        yield Text(last, shown)


def _buttons(part: Buttons) -> Iterator[Part]:
    """What the template has no room for goes ahead; more than three buttons are further messages, read out by their titles."""
    groups = _in_groups(working(part.buttons), BUTTONS)
    if not groups:
        yield from _text(Text(part.text))
        return
    *ahead, last = split_text(part.text) or [read_out(groups[0])]
    *before, last = split_text(last, BUTTON_TEXT)
    yield from (Text(one) for one in (*ahead, *before))
    yield Buttons(last, groups[0])
    yield from (Buttons(read_out(group), group) for group in groups[1:])


def _cards(part: Cards) -> Iterator[Part]:
    for shown in side_by_side(part.cards):
        if isinstance(shown, Cards):
            yield shown
        else:
            yield from _fit(shown)


def _images(urls: Iterable[str]) -> Iterator[Part]:
    """One alone is an image; what cannot be fetched is linked behind the others."""
    typed = list(urls)
    found = [address for address in map(media_address, typed) if address is not None]
    for group in _in_groups(tuple(found), IMAGES):
        yield Images(group) if len(group) > 1 else Image(group[0])
    for url in typed:
        if media_address(url) is None:
            yield from _link(url)


def _media(part: Image | Audio | Video | File) -> Iterable[Part]:
    address = media_address(part.url)
    return [type(part)(address)] if address is not None else _link(part.url)


def _link(url: str) -> list[Part]:
    """A link that a text would have to cut leads nowhere."""
    address = web_address(url)
    return [Text(address)] if address is not None and TEXT.holds(address) else []


def _reaction(part: Reaction) -> list[Part]:
    if not part.mid or part.emoji is None:
        return [part] if part.mid else []
    emoji = next((letter for letter in graphemes(part.emoji) if is_emoji(letter)), None)
    return [Reaction(part.mid, emoji)] if emoji is not None else []


def _in_groups(items: tuple[T, ...], most: int) -> list[tuple[T, ...]]:
    return [items[at : at + most] for at in range(0, len(items), most)]
