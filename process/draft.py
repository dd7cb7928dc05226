"""What the tools of one turn put beside the text that the model writes: cards, chips, and that a person is wanted.

Cards are made of what this turn's searches found, never of what the model types; so they need no guard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from process.orders.priced import Priced
from process.orders.wishes import Wish
from shared.person_wanted import Reason
from shared.reply.model import Card, Cards, Choice, Part, Text


@dataclass(frozen=True, slots=True)
class HandOver:
    reason: Reason
    summary: str  #: for the person who takes over


@dataclass(slots=True)
class Draft:
    found: dict[str, Mapping[str, Any]] = field(default_factory=dict)  #: this turn's products, by SKU
    images: dict[str, str] = field(default_factory=dict)  #: of products, by SKU
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    hand_over: HandOver | None = None
    missed: list[str] = field(default_factory=list)  #: searches that found nothing of the kind
    order: Priced | None = None  #: whose summary follows the text
    wishes: list[Wish] = field(default_factory=list)  #: what was wanted and cannot be had
    searched_again: int = 0  #: by calls whose first search found too little

    @property
    def written_by_model(self) -> list[str]:
        """What a customer reads besides the text, and what has to be true as well."""
        return [choice.title for choice in self.choices]

    def reply(self, text: str) -> list[Part]:
        """Chips are shown under the newest message alone, so the text that has them comes last."""
        said = Text(text, () if self.order is not None else self.choices)
        if not self.cards:
            return [said]
        return [Cards(self.cards), said] if said.choices else [said, Cards(self.cards)]
