"""Cards side by side, as Instagram takes them: ten in a message, each with a title and something beside it.

The rules, where a card is not that: without a title it bears its subtitle, else what its first button says, else the host it
links to. Titles and subtitles are shortened with an ellipsis; buttons past the third are left out, and so is a picture or a
link that is no address for Meta. A title alone is sent as text, a picture alone as an image, each in its place.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from shared.reply.addresses import host_of, media_address, web_address
from shared.reply.graphemes import shows
from shared.reply.limits import BUTTONS, CARD_SUBTITLE, CARD_TITLE, CARDS
from shared.reply.model import Card, Cards, Image, Text
from shared.reply.taps import working
from shared.reply.titles import one_line, shorten


def side_by_side(cards: Iterable[Card]) -> Iterator[Cards | Text | Image]:
    """In as few messages as their number allows. Texts and images are not measured here."""
    for are_cards, run in groupby((_shown(card) for card in cards), lambda shown: isinstance(shown, Card)):
        if not are_cards:
            yield from (shown for shown in run if not isinstance(shown, Card))
            continue
        kept = [shown for shown in run if isinstance(shown, Card)]
        yield from (Cards(tuple(kept[at : at + CARDS])) for at in range(0, len(kept), CARDS))


def _shown(card: Card) -> Card | Text | Image:
    image, link = media_address(card.image_url), web_address(card.link)
    buttons = working(card.buttons)[:BUTTONS]
    words = [word for word in (one_line(card.title), one_line(card.subtitle or "")) if shows(word)]
    if not words:
        words = [button.title for button in buttons[:1]] or ([host_of(link)] if link else [])
    if not words:
        return Image(card.image_url or "")
    title, subtitle = words[0], words[1] if len(words) > 1 else None
    if not (subtitle or image or link or buttons):
        return Text(title)
    return Card(
        title=shorten(title, CARD_TITLE),
        subtitle=shorten(subtitle, CARD_SUBTITLE) if subtitle else None,
        image_url=image,
        link=link,
        buttons=buttons,
    )
