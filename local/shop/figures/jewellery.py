"""Silver and pearls: worn by a bust, or laid out."""

from collections.abc import Sequence

from local.shop.art import Art
from local.shop.backdrop import hang, lie, stand
from local.shop.canvas import Down
from local.shop.colour import WARM_WHITE, Colour
from local.shop.figures.letters import HUBB, LAYLA, SALAM, Word
from local.shop.figures.props import crescent, ground_shadow, metal, star
from local.shop.paths import (
    Path,
    Point,
    arc,
    both_sides,
    box,
    dot,
    ellipse,
    pair,
    polygon,
    smooth,
    svg,
    union,
)
from local.shop.strokes import along

_BUST = "M320 44 L388 44 C384 140 388 196 424 232 C500 284 596 300 622 420 C632 520 636 660 640 800 L320 800"
_AGATE = Colour(158, 38, 36)
_WORDS = {"hubb": HUBB, "layla": LAYLA}


def word_necklace(art: Art, *, word: str) -> None:
    _bust(art)
    written = _WORDS[word]
    scale = 0.86 if word == "hubb" else 0.95
    half = written.width * scale / 2
    for side in (1, -1):
        _chain(
            art, [(320 + side * 72, 150), (320 + side * 104, 300), (320 + side * (half - 6), 500)], art.base
        )
    _in_metal(art, written, 320, 526, scale)


def pearls(art: Art) -> None:
    _bust(art)
    line = smooth([(246, 160), (244, 300), (320, 440), (396, 300), (394, 160)])
    for (x, y), _ in along(line, 26):
        _pearl(art, x, y, 14)
    card = box(228, 560, 184, 130, 12)
    art.shadow(card)
    art.fill(card, WARM_WHITE)
    art.draw(box(238, 570, 164, 110, 8), 1.6, art.ground.deeper(0.3), 0.7)
    for x in (278, 362):
        _pearl(art, x, 625, 19)


def bangle(art: Art) -> None:
    """An open cuff, its front towards us with «سلام» on it."""
    stand(art, 560)
    ground_shadow(art, 320, 560, 200)
    art.fill(
        arc(320, 392, 196, 78, 0, 360) + arc(320, 384, 184, 66, 0, 360).hole(),
        metal(124, 392, art.base.deeper(0.3)),
    )
    back = _band(arc(320, 392, 190, 72, 180, 360), 78)
    art.fill(back, Down(320, art.base.deeper(0.25), 470, art.base.deeper(0.5)))
    gap = box(296, 300, 48, 110)
    art.fill(gap, art.ground.lighter(0.35), within=art.cover(back))
    front = _band(arc(320, 392, 196, 78, 0, 180), 92)
    inside = art.cover(front)
    art.fill(inside, metal(124, 392, art.base))
    for y in (402, 474):
        art.draw(arc(320, y, 194, 78, 0, 180), 2.4, art.base.deeper(0.5), 0.7, within=inside)
    word = SALAM.written(320, 524, 0.38, 25)
    art.fill(word.moved(1.5, 2), WARM_WHITE, 0.8)
    art.fill(word, art.base.deeper(0.72))


def _band(edge: Path, height: float) -> Path:
    return polygon(*edge.points, *edge.moved(0, height).hole().points)


def ring(art: Art) -> None:
    stand(art, 600)
    ground_shadow(art, 320, 612, 110)
    band = arc(320, 470, 132, 140, 0, 360) + arc(320, 474, 108, 116, 0, 360).hole()
    art.fill(band, metal(188, 264, art.base))
    art.draw(arc(320, 472, 120, 128, 20, 160), 2, WARM_WHITE, 0.7)
    art.fill(
        both_sides("M320 300 L376 318 L362 366 L340 372 L320 374"), metal(264, 112, art.base.deeper(0.12))
    )
    art.shadow(ellipse(320, 288, 92, 68), 2, 14, 8, 0.25)
    art.fill(ellipse(320, 284, 96, 72), metal(224, 192, art.base))
    beads = union(dot(at, 5) for at, _ in along(arc(320, 284, 87, 63, 0, 360), 15))
    art.fill(beads, art.base.deeper(0.3))
    stone = art.cover(ellipse(320, 284, 76, 53))
    art.fill(stone, Down(230, _AGATE.lighter(0.25), 338, _AGATE.deeper(0.45)))
    for lift in (0, 16, 30):
        art.draw(
            [(244, 300 + lift), (310, 286 + lift), (396, 308 + lift)],
            4,
            _AGATE.lighter(0.4),
            0.3,
            within=stone,
        )
    art.glint(ellipse(292, 262, 26, 11).turned(-16, (292, 262)), 0.65)


def earrings(art: Art) -> None:
    """A crescent and a hanging star, twice, on a card."""
    lie(art)
    art.place(1.28, 0)
    card = box(170, 190, 300, 410, 18)
    art.shadow(card)
    art.fill(card, Down(190, WARM_WHITE, 600, art.ground.lighter(0.75)))
    art.draw(box(184, 204, 272, 382, 10), 2, art.ground.deeper(0.2), 0.8)
    for x in (256, 384):
        art.fill(dot((x, 262), 6), art.ground.deeper(0.5))
        art.draw(arc(x, 284, 14, 24, 150, 400), 3.4, art.base.deeper(0.3))
        moon = crescent(0, 0, 50).turned(-90, (0, 0)).moved(x, 372)
        art.shadow(moon, 4, 6, 4, 0.3)
        art.fill(moon, metal(x - 50, 100, art.base))
        art.draw([(x, 306), (x, 326)], 3, art.base.deeper(0.3))
        art.draw([(x, 420), (x, 452)], 2.4, art.base.deeper(0.3))
        hanging = star(x, 474, 24)
        art.shadow(hanging, 3, 5, 3, 0.3)
        art.fill(hanging, metal(x - 24, 48, art.base))


def olive_pin(art: Art) -> None:
    lie(art)
    for at, tone in enumerate((art.ground.deeper(0.3), art.ground.deeper(0.22), art.ground.deeper(0.15))):
        fold = smooth(
            [
                (120, 300 + at * 84),
                (320, 250 + at * 90),
                (520, 310 + at * 84),
                (530, 560),
                (320, 610),
                (110, 570),
            ],
            closed=True,
        )
        art.shadow(fold, 4, 8, 8, 0.16)
        art.fill(fold, tone)
    _branch(art)


def _branch(art: Art) -> None:
    stem = smooth([(196, 520), (280, 460), (360, 380), (452, 300)])
    art.draw([(176, 556), (330, 470), (486, 330)], 4, art.base.deeper(0.45))
    art.draw(stem, 6, art.base.deeper(0.25))
    leaf = svg("M0 0 C16 -24 60 -24 86 0 C60 18 16 18 0 0 Z")
    vein = polygon((0, 0), (86, 0))
    for at, ((x, y), turn) in enumerate(along(stem, 54)):
        placed = [part.turned(turn + (44 if at % 2 else -44), (0, 0)).moved(x, y) for part in (leaf, vein)]
        edges = [px for px, _ in placed[0].points]
        art.shadow(placed[0], 4, 6, 4, 0.3)
        art.fill(placed[0], metal(min(edges), max(edges) - min(edges), art.base))
        art.draw(placed[1], 1.6, art.base.deeper(0.5), 0.7)
    for x, y in ((300, 496), (400, 408)):
        art.shadow(ellipse(x, y, 15, 18), 3, 5, 3, 0.3)
        art.fill(ellipse(x, y, 15, 18), Down(y - 18, art.base.lighter(0.5), y + 18, art.base.deeper(0.4)))


def _bust(art: Art) -> None:
    hang(art)
    shape = both_sides(_BUST)
    tone = art.ground.deeper(0.42) if art.base.luminance > 0.5 else art.ground.lighter(0.7)
    art.shadow(shape, 14, 8, 14, 0.2)
    inside = art.cover(shape)
    art.fill(inside, Down(44, tone.lighter(0.3), 800, tone.deeper(0.15)))
    art.fill(
        svg("M372 40 C372 150 376 220 410 250 C520 330 560 560 540 810 L660 810 L660 40 Z"),
        tone.deeper(0.5),
        0.22,
        inside,
    )
    for half in pair("M334 250 C380 262 430 268 480 262"):
        art.draw(half, 6, tone.deeper(0.35), 0.25, end_width=1, within=inside)
    art.fill(ellipse(320, 46, 68, 17), tone.deeper(0.2))


def _chain(art: Art, line: Sequence[Point], colour: Colour) -> None:
    curve = smooth(line)
    art.draw(curve.moved(2, 4), 4, art.ground.deeper(0.8), 0.2)
    art.draw(curve, 3.4, colour.deeper(0.25))
    art.fill(union(dot(at, 2.6) for at, _ in along(curve, 8)), colour.lighter(0.45))


def _in_metal(art: Art, word: Word, centre: float, line: float, scale: float) -> None:
    shape = word.written(centre, line, scale, 26)
    art.fill(shape.moved(3, 6), art.ground.deeper(0.8), 0.3)
    art.fill(shape.moved(0, 1.6), art.base.deeper(0.5))
    art.fill(shape, Down(line - 90, art.base.lighter(0.6), line + 40, art.base.deeper(0.05)))


def _pearl(art: Art, x: float, y: float, radius: float) -> None:
    cream = Colour(240, 233, 224)
    art.fill(dot((x + 2, y + 4), radius), art.ground.deeper(0.8), 0.22)
    art.fill(dot((x, y), radius), cream.deeper(0.2))
    art.fill(dot((x - radius * 0.1, y - radius * 0.12), radius * 0.84), cream)
    art.fill(dot((x - radius * 0.22, y - radius * 0.26), radius * 0.5), cream.lighter(0.6))
    art.glint(dot((x - radius * 0.3, y - radius * 0.36), radius * 0.2), 0.95)
