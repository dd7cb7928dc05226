"""What the customer has just shown, for the model to look at: fetched for this turn, kept in memory, and gone with it.

Only pictures of the messages that wait; what was sent before has been answered, and Instagram's addresses expire.
"""

import asyncio
import base64
from collections.abc import Container, Sequence
from typing import Any

from process.history import Line
from shared.app import App
from shared.errors import GraphUnavailable, MediaUnusable

#: A photo costs about a thousand tokens; the newest are the ones that are asked about.
MOST_PICTURES = 4
#: What a customer shows: a photo, the shop's story that is answered, a post that is sent on. Where the address leads to
#: a film, and what somebody shows in a story of their own, is not looked at.
SHOWN = ("image", "story", "ig_post", "share")
#: As the models take them.
TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
NOT_SEEN = "[a picture that can no longer be seen]"

Content = list[dict[str, Any]]


async def pictures_of(
    app: App, waiting: Sequence[Line], *, known: Container[str] = (), last_try: bool
) -> Content:
    """Parts of a message's content; media that are `known` to show a product need not be looked at.

    Raises GraphUnavailable while another try may bring what this one did not.
    """
    shown = [one for line in waiting for one in line.media if one.kind in SHOWN and one.id not in known]
    addresses = [one.url for one in shown if one.url is not None][-MOST_PICTURES:]
    return list(await asyncio.gather(*(_picture(app, url, last_try=last_try) for url in addresses)))


def shown_with(messages: list[dict[str, Any]], pictures: Content) -> list[dict[str, Any]]:
    """The pictures beside the newest words of the customer, which are what waits."""
    at = max((n for n, message in enumerate(messages) if message["role"] == "user"), default=None)
    if not pictures or at is None:
        return messages
    newest = messages[at]
    shown = {**newest, "content": [{"type": "text", "text": newest["content"]}, *pictures]}
    return [*messages[:at], shown, *messages[at + 1 :]]


async def _picture(app: App, url: str, *, last_try: bool) -> dict[str, Any]:
    try:
        fetched = await app.media.fetch(url)
    except MediaUnusable:
        return {"type": "text", "text": NOT_SEEN}
    except GraphUnavailable:
        if not last_try:
            raise
        return {"type": "text", "text": NOT_SEEN}
    if fetched.content_type not in TYPES:
        return {"type": "text", "text": NOT_SEEN}
    data = base64.b64encode(fetched.content).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:{fetched.content_type};base64,{data}"}}
