"""Where a customer came from: a link with a ref, an ad, a product's page."""

from typing import Any

from ingest.values import held, label, words
from shared.contracts import Media
from shared.graph.hosts import media_link

#: ig.me takes a ref of 2083 characters.
REF_LIMIT = 2100
TITLE_LIMIT = 300


def ref_of(referral: Any) -> str | None:
    told = held(referral)
    ad = label(told.get("ad_id"))
    return words(told.get("ref"), REF_LIMIT) or (f"ad:{ad}" if ad else None)


def shown_by(referral: Any) -> list[Media]:
    """The product or the ad that the customer had before their eyes."""
    told = held(referral)
    found = []
    if product := label(held(told.get("product")).get("id")):
        found.append(Media("product", id=product))
    ad, context = label(told.get("ad_id")), held(told.get("ads_context_data"))
    if ad or context:
        url = media_link(context.get("photo_url")) or media_link(context.get("video_url"))
        found.append(Media("ad", url, ad, words(context.get("ad_title"), TITLE_LIMIT)))
    return found
