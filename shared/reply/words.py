"""A part in words: for whoever reads the thread later, and for the customer when Meta does not take the media.

Nothing in it is new: titles, links and texts that the part itself has.
"""

from collections.abc import Iterable

from shared.reply.model import (
    Audio,
    Buttons,
    Card,
    Cards,
    File,
    Image,
    Images,
    OwnPost,
    Part,
    Reaction,
    Text,
    Video,
)
from shared.reply.split import split_text

_MARKS: dict[type[Part], str] = {
    Image: "image",
    Audio: "audio",
    Video: "video",
    File: "file",
    OwnPost: "own post",
    Reaction: "reaction",
}


def in_words(part: Part) -> str:
    """What the thread shows of it to those who cannot see it."""
    match part:
        case Text(text):
            return text
        case Buttons(text, buttons):
            return "\n".join([text, *(f"[{button.title}]" for button in buttons)])
        case Cards(cards):
            return "\n".join(f"[card: {card.title}]" for card in cards)
        case Images(urls):
            return f"[sent: {len(urls)} images]"
        case _:
            return f"[sent: {_MARKS[type(part)]}]"


def echoed(part: Part) -> str | None:
    """The text that an echo of it has; None for what has no words of its own."""
    return part.text if isinstance(part, Text | Buttons) else None


def instead(part: Part) -> Text | None:
    """One text in the place of media that Meta refused: where they are, or what the cards said. None if nothing is left."""
    match part:
        case Image(url) | Audio(url) | Video(url) | File(url):
            lines: Iterable[str] = [url]
        case Images(urls):
            lines = urls
        case Cards(cards):
            lines = ["\n".join(_card(card)) for card in cards]
        case _:
            return None
    # What a second message would need is left out: it must not come between parts that are numbered already.
    texts = split_text("\n\n".join(lines))
    return Text(texts[0]) if texts else None


def _card(card: Card) -> Iterable[str]:
    return filter(None, [card.title, card.subtitle, card.link])
