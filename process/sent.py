"""What a customer sends beside text, made ready for the model: voice notes, pictures, and the products that are pointed at.

First everything is fetched, which costs nothing, then the turn may reserve its worst case, and only then it listens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from process.draft import Draft
from process.history import Line
from process.loop import Conversed
from process.pictures import Content, pictures_of, shown_with
from process.pointed_at import PointedAt, pointed_at
from process.tools import as_data, fenced
from process.voice import Note, notes_of
from shared.app import App
from shared.tenants import ConversationKey

#: Before the facts, which are data as a tool's result is, and stand behind the same fence.
POINTS_AT = (
    "The customer's newest messages point at what the shop shows in this story, post or comment, as data: "
)


@dataclass(frozen=True, slots=True)
class Sent:
    notes: Sequence[Note]
    shown: PointedAt
    pictures: Content

    @property
    def seconds(self) -> int:
        """Of sound that nobody has listened to yet."""
        return sum(note.seconds for note in self.notes)

    def beside(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The conversation with all that belongs to the newest words of the customer, which are what waits."""
        messages = shown_with(messages, self.pictures)
        at = max((n for n, message in enumerate(messages) if message["role"] == "user"), default=None)
        if not self.shown.products or at is None:
            return messages
        return [
            *messages[: at + 1],
            {"role": "system", "content": POINTS_AT + fenced(self._facts())},
            *messages[at + 1 :],
        ]

    def tell(self, draft: Draft, outcome: Conversed) -> None:
        """To tools and guard, as if a search had found it."""
        if self.shown.products:
            draft.found |= {product["sku"]: product for product in self.shown.products}
            draft.images |= self.shown.images
            outcome.tool_results.append(self._facts())

    def _facts(self) -> str:
        return as_data({"products": list(self.shown.products)})


async def sent_with(app: App, key: ConversationKey, waiting: Sequence[Line], *, last_try: bool) -> Sent:
    """Raises GraphUnavailable while another try may bring what this one did not."""
    shown = await pointed_at(app, key.tenant, waiting)
    return Sent(
        notes=await notes_of(app, key, waiting, last_try=last_try),
        shown=shown,
        pictures=await pictures_of(app, waiting, known=shown.media, last_try=last_try),
    )
