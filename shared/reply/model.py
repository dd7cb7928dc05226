"""What a reply may hold: a list of parts, in the order in which the customer sees them.

Nothing here is checked against Meta's limits: tools say what they mean, of any length and number, and `fit` makes of it
what Instagram takes. Texts are storable (`shared/language/storable.py`); addresses are of whatever a shop has typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


class Stored:
    """Kept as JSON between the turn and the post."""

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed


@dataclass(frozen=True, slots=True)
class Choice(Stored):
    """A chip below the newest message; a tap comes back as the customer's own text, with the payload."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class LinkButton(Stored):
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PostbackButton(Stored):
    title: str
    payload: str


Button: TypeAlias = LinkButton | PostbackButton


@dataclass(frozen=True, slots=True)
class Card(Stored):
    title: str
    subtitle: str | None = None
    image_url: str | None = None
    link: str | None = None  #: where a tap on the card itself leads
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Text(Stored):
    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Buttons(Stored):
    text: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Cards(Stored):
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Image(Stored):
    url: str


@dataclass(frozen=True, slots=True)
class Images(Stored):
    """Pictures that belong together, shown as one group."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audio(Stored):
    url: str


@dataclass(frozen=True, slots=True)
class Video(Stored):
    url: str


@dataclass(frozen=True, slots=True)
class File(Stored):
    """A PDF; Instagram takes no other kind."""

    url: str


@dataclass(frozen=True, slots=True)
class OwnPost(Stored):
    """A post that the shop's own account has published."""

    media_id: str


@dataclass(frozen=True, slots=True)
class Reaction(Stored):
    """To a message of the customer's; without an emoji the reaction is taken back."""

    mid: str
    emoji: str | None


Part: TypeAlias = Text | Buttons | Cards | Image | Images | Audio | Video | File | OwnPost | Reaction
Reply: TypeAlias = Sequence[Part]
