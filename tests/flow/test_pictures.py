"""A photo from Instagram's CDN reaches the model and nothing else: no row, no log line, no file."""

import base64

from local.instagram import samples
from tests.support.world import World


async def test_a_photo_is_looked_at_and_kept_nowhere(world: World, customer: str) -> None:
    photo = samples.jpeg()
    url = world.instagram.put_media(photo, "image/jpeg")
    asked = len(world.model.history)
    shown = {"type": "image", "payload": {"url": url}}
    await world.instagram.customer_says(customer, "عندكم زي هاد؟", attachments=[shown])
    await world.instagram.sent_to(customer, 1)
    data = base64.b64encode(photo).decode()
    assert f"data:image/jpeg;base64,{data}" in str(world.model.history[asked:])
    assert world.instagram.media_fetched[-1].status == 200

    rows = await world.rows(
        "SELECT e::text AS row FROM shop.events e UNION ALL SELECT p::text FROM shop.parts p"
    )
    log = (world.folder / "host.log").read_text(encoding="utf-8")
    for place in (*(row["row"] for row in rows), log):
        assert data[:60] not in place
    assert url not in log


async def test_a_photo_that_is_gone_is_answered_in_words(world: World, customer: str) -> None:
    url = world.instagram.put_media(samples.png(), "image/png", fault="gone")
    shown = {"type": "image", "payload": {"url": url}}
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "عندكم فستان أحمر؟", attachments=[shown])
    await world.instagram.sent_to(customer, 1)
    assert "[a picture that can no longer be seen]" in str(world.model.history[asked:])
