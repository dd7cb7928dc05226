"""What the sample shop's account has posted: things that its catalogue does not have, greetings, an offer on everything.

The pictures are drawn like the products', in the post's own colours, when somebody fetches one.
"""

from dataclasses import replace
from functools import partial

from local.instagram.own_posts import OwnPost
from local.shop.catalogue import Picture, Product, load_posts, load_products
from local.shop.images import draw


def sample_posts() -> list[OwnPost]:
    """Oldest first."""
    return [
        OwnPost(
            id=post.id,
            kind=post.kind,
            at=int(post.posted_at.timestamp() * 1000),
            caption=post.caption,
            pictures=tuple(partial(draw, shown_in(picture)) for picture in post.pictures),
        )
        for post in load_posts()
    ]


def shown_in(picture: Picture) -> Product:
    """The product that the picture is drawn from, in the picture's colours."""
    (product,) = (one for one in load_products() if one.sku == picture.look)
    return replace(product, colors=(*picture.colors, *product.colors[len(picture.colors) :]))
