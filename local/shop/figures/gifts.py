"""Gift boxes with their ribbon, and what tells the occasion."""

from collections.abc import Callable

from local.shop.art import Art
from local.shop.backdrop import stand
from local.shop.canvas import Down
from local.shop.colour import GOLD, INK, LEAF, WARM_WHITE, Colour
from local.shop.figures.cloth import bow
from local.shop.figures.props import candle, crescent, ground_shadow, lantern, leafy_stem, metal, rose, star
from local.shop.paths import Path, box, dot, ellipse, polygon, smooth, svg

_TEDDY = Colour(186, 138, 92)


def gift_box(art: Art, *, occasion: str) -> None:
    """What stands in or behind the box is drawn first, then the box, then what lies before it."""
    stand(art, 560)
    art.place(1.06, -4)
    behind, front, lid = _OCCASIONS[occasion]
    ground_shadow(art, 320, 660, 215)
    if lid:
        _box(art)
        _lid(art)
        behind(art)
    else:
        art.fill(box(134, 404, 372, 60), art.base.deeper(0.5))
        behind(art)
        _box(art)
    front(art)


def favours(art: Art) -> None:
    """Little boxes in a pyramid."""
    stand(art, 560)
    ground_shadow(art, 320, 660, 240)
    rows = ((560, (110, 252, 394)), (446, (181, 323)), (332, (252,)))
    for at, (y, places) in enumerate(rows):
        for column, x in enumerate(places):
            colour = art.second if (at + column) % 2 else art.base
            side = box(x, y, 136, 102, 6)
            art.fill(side, Down(y, colour.lighter(0.25), y + 102, colour.deeper(0.15)))
            art.fill(box(x - 5, y - 10, 146, 30, 6), colour.lighter(0.2))
            art.draw([(x, y + 21), (x + 136, y + 21)], 2, colour.deeper(0.5), 0.4)
            ribbon = WARM_WHITE if colour.luminance < 0.75 else GOLD
            art.fill(box(x + 59, y - 10, 18, 112), ribbon, 0.92)
            bow(art, x + 68, y - 12, 0.5, ribbon.deeper(0.08))
            art.fill(crescent(x + 32, y + 62, 13), ribbon)


def _box(art: Art) -> None:
    front = box(134, 430, 372, 230, 8)
    art.fill(front, Down(430, art.base.mixed(art.light, 0.4), 660, art.base.mixed(art.shade, 0.25)))
    art.fill(box(420, 430, 86, 230), art.shade, 0.16, art.cover(front))
    art.fill(box(298, 430, 44, 230), Down(430, _ribbon(art), 660, _ribbon(art).deeper(0.12)))
    art.draw([(304, 432), (304, 658)], 1.6, WARM_WHITE, 0.6)


def _lid(art: Art) -> None:
    art.fill(box(134, 446, 372, 22), INK, 0.16)
    art.fill(box(118, 376, 404, 76, 8), Down(376, art.base.mixed(art.light, 0.6), 452, art.base))
    art.fill(box(298, 376, 44, 76), _ribbon(art))
    bow(art, 320, 374, 1.5, _ribbon(art).deeper(0.05))


def _ribbon(art: Art) -> Colour:
    return GOLD.lighter(0.2) if art.base.luminance < 0.45 or art.base.luminance > 0.8 else WARM_WHITE


def _tag(art: Art, mark: Path) -> None:
    """A card on a string at the box's corner."""
    art.draw([(342, 400), (396, 440), (420, 486)], 2.4, GOLD)
    tag = svg("M398 506 L420 484 L442 506 L442 584 L398 584 Z")
    art.shadow(tag, 4, 6, 4, 0.3)
    art.fill(tag, WARM_WHITE)
    art.fill(dot((420, 502), 4), art.ground.deeper(0.5))
    art.fill(mark, GOLD.deeper(0.1))


def _graduation(art: Art) -> None:
    cap = svg("M196 288 L320 238 L444 288 L320 340 Z")
    art.fill(svg("M252 300 L252 352 C276 380 364 380 388 352 L388 300 L320 330 Z"), INK.lighter(0.06))
    art.fill(cap.moved(0, 6), INK)
    art.fill(cap, INK.lighter(0.16))
    art.draw([(320, 286), (400, 300), (424, 318), (426, 372)], 4, GOLD)
    art.fill(svg("M416 368 L436 368 L440 414 L412 414 Z"), GOLD)
    art.fill(dot((320, 287), 7), GOLD)


def _diploma(art: Art) -> None:
    roll = box(110, 618, 190, 44, 20).turned(-6, (205, 640))
    art.shadow(roll, 4, 8, 6, 0.3)
    art.fill(roll, Down(600, WARM_WHITE, 664, Colour(232, 216, 186)))
    art.fill(ellipse(298, 630, 9, 21).turned(-6, (298, 630)), Colour(216, 196, 160))
    art.fill(box(194, 614, 22, 52).turned(-6, (205, 640)), art.second)
    bow(art, 205, 640, 0.5, art.second)


def _teddy(art: Art) -> None:
    for x in (212, 330):
        art.fill(dot((x, 262), 32), _TEDDY.deeper(0.12))
        art.fill(dot((x, 264), 18), _TEDDY.lighter(0.35))
    art.fill(ellipse(271, 400, 92, 84), _TEDDY.deeper(0.06))
    art.fill(ellipse(271, 318, 88, 78), _TEDDY)
    art.fill(ellipse(271, 346, 42, 32), _TEDDY.lighter(0.5))
    art.fill(ellipse(271, 334, 13, 9), INK)
    art.draw(svg("M271 342 L271 354 M250 354 C256 364 268 362 271 354 C274 362 286 364 292 354"), 3, INK)
    for x in (240, 302):
        art.fill(dot((x, 306), 7), INK)
        art.glint(dot((x - 2, 303), 2.4), 0.9)
    bow(art, 271, 398, 0.7, art.base.deeper(0.2))
    fold = svg("M372 300 C400 280 460 286 476 310 L480 440 L366 440 Z")
    art.fill(fold, Down(286, WARM_WHITE, 440, art.base.lighter(0.5)))
    for x in (396, 424, 452):
        art.draw([(x, 296), (x + 2, 440)], 3, art.base, 0.6)


def _onesie(art: Art) -> None:
    """A tiny bodysuit on the front of the box, as a card."""
    card = box(366, 500, 112, 128, 10).turned(5, (420, 560))
    art.shadow(card, 4, 8, 6, 0.3)
    art.fill(card, WARM_WHITE)
    suit = svg(
        "M396 524 L410 524 C416 534 428 534 434 524 L448 524 L466 546 L452 558 L446 552 L444 580 L430 602 L414 602 L400 580 L398 552 L392 558 L378 546 Z"
    )
    art.fill(suit.turned(5, (420, 560)), art.base.deeper(0.06))
    art.fill(star(424, 566, 9), WARM_WHITE)


def _lantern(art: Art) -> None:
    lantern(art, 226, 440, 0.86, GOLD)
    dates = ((352, 414), (392, 404), (430, 416), (372, 396), (412, 390), (456, 408))
    art.fill(svg("M330 408 C350 380 470 378 490 408 L480 440 L340 440 Z"), WARM_WHITE)
    for x, y in dates:
        art.fill(ellipse(x, y, 24, 14).turned(-14, (x, y)), Colour(92, 52, 34))
        art.fill(ellipse(x - 2, y - 3, 15, 4).turned(-14, (x, y)), Colour(232, 200, 156))


def _moon_tag(art: Art) -> None:
    _tag(art, crescent(420, 546, 16).turned(-30, (420, 546)))


def _bridal(art: Art) -> None:
    robe = svg("M150 420 C160 320 230 300 290 330 C320 350 316 400 312 440 L150 440 Z")
    art.fill(robe, Down(300, WARM_WHITE, 440, Colour(232, 220, 206)))
    for line in ([(176, 430), (190, 370), (240, 330)], [(226, 434), (236, 380), (270, 346)]):
        art.draw(line, 4, Colour(200, 184, 166), 0.6, end_width=1)
    candle(art, 388, 440, 0.86, Colour(244, 232, 210))
    art.fill(box(446, 330, 50, 110, 8), metal(446, 50, Colour(232, 206, 160)))
    art.fill(box(458, 300, 26, 34, 5), metal(458, 26))
    for x, y in ((310, 410), (338, 424), (292, 430)):
        rose(art, (x, y), 22, Colour(240, 222, 206))


def _rings_tag(art: Art) -> None:
    rings = ellipse(412, 548, 15) + ellipse(412, 548, 10.5).hole()
    _tag(art, rings + (ellipse(428, 548, 15) + ellipse(428, 548, 10.5).hole()))


def _bouquet(art: Art) -> None:
    for line in (
        [(250, 430), (200, 340), (168, 280)],
        [(390, 430), (450, 340), (478, 290)],
        [(320, 430), (330, 300), (322, 236)],
    ):
        leafy_stem(art, line, LEAF, 1.3)
    tones = (art.base, art.second, art.base.lighter(0.4), Colour(244, 214, 190))
    spots = (
        (190, 370),
        (250, 330),
        (318, 300),
        (388, 326),
        (446, 366),
        (226, 410),
        (300, 384),
        (366, 396),
        (424, 420),
        (270, 432),
        (340, 440),
    )
    for at, spot in enumerate(spots):
        rose(art, spot, 37 if at < 5 else 34, tones[at % 4])


def _heart_tag(art: Art) -> None:
    _tag(
        art,
        svg(
            "M420 566 C400 552 396 534 408 530 C414 528 419 532 420 538 C421 532 426 528 432 530 C444 534 440 552 420 566 Z"
        ),
    )


def _balloons(art: Art) -> None:
    for x, y, colour in (
        (236, 170, art.second),
        (404, 150, art.base.deeper(0.1)),
        (320, 110, GOLD.lighter(0.15)),
    ):
        art.draw(smooth([(x, y + 70), (x + (320 - x) * 0.3, y + 150), (320, 352)]), 2.4, GOLD.deeper(0.2))
        balloon = ellipse(x, y, 58, 70)
        inside = art.cover(balloon)
        art.fill(inside, Down(y - 70, colour.lighter(0.35), y + 70, colour.deeper(0.1)))
        art.fill(polygon((x - 8, y + 80), (x + 8, y + 80), (x, y + 66)), colour.deeper(0.15))
        art.glint(ellipse(x - 22, y - 28, 11, 20).turned(24, (x - 22, y - 28)), 0.6)
    for _ in range(26):
        at = (art.chance.uniform(120, 520), art.chance.uniform(60, 330))
        tone = art.chance.choice((art.base, art.second, GOLD, WARM_WHITE))
        art.fill(box(at[0], at[1], 9, 5).turned(art.chance.uniform(0, 180), at), tone)


def _star_tag(art: Art) -> None:
    _tag(art, star(420, 548, 18))


_Draw = Callable[[Art], None]
#: What is seen at the box, what hangs or lies before it, and whether it has its lid on.
_OCCASIONS: dict[str, tuple[_Draw, _Draw, bool]] = {
    "graduation": (_graduation, _diploma, True),
    "newborn": (_teddy, _onesie, False),
    "ramadan": (_lantern, _moon_tag, False),
    "bride": (_bridal, _rings_tag, False),
    "mother": (_bouquet, _heart_tag, False),
    "birthday": (_balloons, _star_tag, True),
}
