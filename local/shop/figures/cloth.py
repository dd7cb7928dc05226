"""How cloth takes light: the shading, folds, seams and closings that garments have in common."""

from collections.abc import Sequence

from local.shop.art import Art
from local.shop.canvas import Down
from local.shop.colour import SILVER, WARM_WHITE, WOOD, Colour
from local.shop.coverage import Coverage
from local.shop.figures.cuts import COLLAR, FAR_SIDE, SLEEVES
from local.shop.paths import Path, Point, arc, dot, pair, polygon, smooth, svg, union
from local.shop.strokes import stroke


def hanger(art: Art) -> None:
    """Drawn first: the garment covers all but the hook and a little of the wood."""
    steel = SILVER.deeper(0.35)
    art.draw(arc(320, 92, 17, 17, 150, 410), 5, steel)
    art.draw([(331, 105), (321, 118), (320, 150)], 5, steel)
    wood = smooth(
        [
            (246, 186),
            (282, 164),
            (320, 148),
            (358, 164),
            (394, 186),
        ]
    )
    art.draw(wood, 13, WOOD.deeper(0.12))
    art.draw(wood.moved(0, -2.5), 5, WOOD.lighter(0.3), 0.7)


def cloth(art: Art, body: Path, top: float = 170, bottom: float = 720) -> Coverage:
    """The body in its colour, lit from the upper left; gives the area back for what lies on it."""
    inside = art.cover(body)
    art.fill(inside, Down(top, art.base.mixed(art.light, 0.35), bottom, art.base.mixed(art.shade, 0.25)))
    art.fill(svg(FAR_SIDE), art.shade, 0.2, inside)
    return inside


def sleeves(art: Art, kind: str) -> tuple[Coverage, ...]:
    """Both sleeves, left then right, to be covered by the body; their areas for patterns and trims."""
    made = []
    for half in reversed(pair(SLEEVES[kind])):
        inside = art.cover(half)
        bottom = max(y for _, y in half.points)
        art.fill(inside, Down(176, art.base.mixed(art.light, 0.25), bottom, art.base.mixed(art.shade, 0.4)))
        made.append(inside)
    if kind in {"long", "wide", "robe"}:
        crease = smooth([(398, 256), (416, 320), (434, 410)])
        for line, inside in zip((crease.mirrored(), crease), made, strict=True):
            art.fill(stroke(line, 9, 0.6), art.shade, 0.35, inside)
    return tuple(made)


def sleeve_outlines(kind: str) -> tuple[Path, ...]:
    return pair(SLEEVES[kind]) if kind in SLEEVES else ()


def folds(
    art: Art, inside: Coverage, lines: Sequence[Sequence[Point]], width: float = 16, opacity: float = 0.2
) -> None:
    """Soft shade along the falls of a cloth, broadening downwards; each on the right has its like on the left."""
    for line in lines:
        right = stroke(smooth(line), 1.5, width)
        art.fill(right + right.mirrored(), art.shade, opacity, inside)


def gloss(art: Art, inside: Coverage, line: Path | Sequence[Point], width: float = 26) -> None:
    """The long soft light on satin: a few thin coats, narrower each time."""
    for share in (1.0, 0.6, 0.3):
        art.draw(line, width * share, WARM_WHITE, 0.1, end_width=width * share * 0.4, within=inside)


def collar(art: Art) -> None:
    for half in pair(COLLAR):
        art.fill(half, art.base.mixed(art.light, 0.45))
        art.draw(half.closed(), 1.6, art.shade, 0.7)


def back_of_neck(art: Art) -> None:
    """Seen through the neckline; the front is drawn over it."""
    art.fill(svg("M276 176 C296 190 344 190 364 176 L372 250 L268 250 Z"), art.shade.deeper(0.22))


def placket(art: Art, top: float, bottom: float, apart: float = 42) -> None:
    """A front opening with buttons beside it."""
    art.draw(polygon((320, top), (320, bottom)), 2, art.shade, 0.6)
    count = int((bottom - top - 44) // apart) + 1
    art.fill(union(dot((327, top + 24 + apart * at), 4.4) for at in range(count)), WARM_WHITE, 0.95)


def seam(art: Art, line: Sequence[Point] | Path, inside: Coverage | None = None, width: float = 2) -> None:
    art.draw(line, width, art.shade, 0.55, within=inside)


def bow(art: Art, x: float, y: float, size: float, colour: Colour) -> None:
    loop = svg("M0 0 C20 -30 58 -30 62 -8 C66 14 30 18 0 0 Z")
    tail = svg("M0 0 C10 20 22 44 40 66 L22 74 C10 50 2 28 0 0 Z")
    for part, tone in ((tail, colour.deeper(0.1)), (loop, colour)):
        both = part + part.mirrored(0)
        art.fill(both.scaled(size, size, (0, 0)).moved(x, y), tone)
    for side in (size, -size):
        creased = [(x + side * 12, y - 3 * size), (x + side * 44, y - 8 * size)]
        art.draw(creased, 2.4 * size, colour.deeper(0.35), 0.6)
    art.fill(dot((x, y), 11 * size), colour.deeper(0.2))
