"""Shawls and hijabs: hung in a ring, folded in a stack, draped, or laid out to show the pattern."""

from local.shop.art import Art
from local.shop.backdrop import hang, lie
from local.shop.canvas import Down
from local.shop.colour import WARM_WHITE, WOOD, Colour
from local.shop.figures.cloth import seam
from local.shop.figures.patterns import blossoms
from local.shop.figures.stitches import CYPRESS, STEPS, WAVE, stitch, stitch_row
from local.shop.paths import arc, box, ellipse, polygon, smooth, svg, union
from local.shop.strokes import stroke

_DRAPES = (
    "M286 214 C300 206 340 206 354 214 C372 330 404 520 424 690 C400 702 372 698 350 706 C336 520 320 380 286 214 Z",
    "M354 214 C340 206 300 206 286 214 C262 320 226 480 204 640 C226 652 254 648 276 658 C300 500 322 370 354 214 Z",
)


def ringed(art: Art, *, fringe: bool = False) -> None:
    """Drawn through a wooden ring, one end over the other; in two of its colours where it has them."""
    hang(art)
    art.place(1.14, -20)
    tones = (art.base, art.second if art.second.luminance < art.base.luminance + 0.2 else art.base)
    art.shadow(union(svg(drape) for drape in _DRAPES))
    art.draw(arc(320, 186, 44, 44, 0, 360), 13, WOOD.deeper(0.18))
    for drape, tone in zip(_DRAPES, reversed(tones), strict=True):
        shape = svg(drape)
        inside = art.cover(shape)
        art.fill(inside, Down(200, tone.lighter(0.25), 700, tone.deeper(0.12)))
        right = drape is _DRAPES[0]
        for share in (0.25, 0.5, 0.75):
            bottom = 350 + 74 * share if right else 204 + 72 * share
            line = [
                (300 + 40 * share, 214),
                (316 + (24 if right else -30) * share, 400),
                (bottom, 704 if right else 656),
            ]
            art.draw(line, 2, tone.deeper(0.45), 0.35, end_width=9, within=inside)
        if fringe:
            _fringe(art, (350, 424, 700) if right else (204, 276, 648), tone)
    art.draw(arc(320, 186, 44, 44, 180, 360), 13, WOOD.deeper(0.1))
    art.draw(arc(320, 186, 47, 47, 200, 330), 3, WOOD.lighter(0.4), 0.8)


def stack(art: Art) -> None:
    """Folded one on the other, each in another colour."""
    lie(art)
    count = max(4, len(art.colours))
    art.place(1.3, 10)
    art.shadow(box(160, 560 - count * 58, 320, count * 58, 26), 12, 20, 18, 0.3)
    for at in range(count):
        colour = art.colours[at % len(art.colours)]
        y = 500 - at * 58
        nudge = art.chance.uniform(-9, 9)
        fold = box(162 + nudge, y, 316, 60, 28)
        inside = art.cover(fold)
        art.fill(inside, Down(y, colour.lighter(0.28), y + 60, colour.deeper(0.12)))
        for lift in (20, 40):
            art.draw(
                [(176 + nudge, y + lift), (330, y + lift + 3), (470 + nudge, y + lift - 2)],
                2.4,
                colour.deeper(0.5),
                0.45,
                within=inside,
            )
        art.fill(ellipse(470 + nudge, y + 30, 9, 22), colour.deeper(0.35), 0.5, inside)


def patterned(art: Art) -> None:
    """A square of silk laid flat and slightly turned, with a border and a printed field."""
    lie(art)
    turn = art.chance.uniform(-9, 9)
    centre = (320.0, 400.0)
    square, field, line = (
        box(320 - half, 400 - half, 2 * half, 2 * half, 12).turned(turn, centre) for half in (205, 168, 182)
    )
    art.shadow(square)
    inside = art.cover(square)
    art.fill(inside, Down(190, art.base.lighter(0.1), 610, art.base.deeper(0.12)))
    art.draw(line.closed(), 3, art.second.lighter(0.45), 0.9)
    middle = art.cover(field)
    art.fill(middle, art.base.lighter(0.72))
    blossoms(art, middle, (art.base, art.second, Colour(232, 150, 96)), 58)
    corner = svg("M118 190 C200 230 250 300 262 400 L118 400 Z")
    art.fill(corner, WARM_WHITE, 0.14, inside)
    for fold in ([(150, 250), (320, 300), (520, 270)], [(140, 520), (330, 500), (500, 560)]):
        art.draw(fold, 5, art.shade, 0.18, within=inside)


def caps(art: Art) -> None:
    """Two under-hijab caps, one behind the other."""
    lie(art)
    for colour, dx, dy in ((art.second, 72, -96), (art.base, -52, 66)):
        cap = svg("M170 470 C166 330 230 250 330 250 C430 250 478 340 470 470 C420 500 230 502 170 470 Z")
        band = svg("M166 446 C236 478 404 478 474 446 L472 484 C410 516 230 518 168 484 Z")
        placed, brim = cap.moved(dx, dy), band.moved(dx, dy)
        art.shadow(placed)
        inside = art.cover(placed)
        art.fill(inside, Down(250 + dy, colour.lighter(0.25), 500 + dy, colour.deeper(0.1)))
        for bend in (-70, 0, 70):
            art.draw(
                [(320 + dx, 252 + dy), (320 + dx + bend * 1.3, 350 + dy), (320 + dx + bend * 1.7, 470 + dy)],
                2.5,
                colour.deeper(0.5),
                0.45,
                within=inside,
            )
        art.fill(brim, colour.deeper(0.16))
        art.draw(
            [(176 + dx, 462 + dy), (320 + dx, 492 + dy), (466 + dx, 462 + dy)], 2, colour.lighter(0.5), 0.6
        )


def shemagh(art: Art) -> None:
    """The red-and-white check, folded to a triangle, with its tassels."""
    lie(art)
    cloth = svg("M110 300 L530 300 L326 640 Q320 648 314 640 Z")
    art.shadow(cloth)
    edge = [(110 + (318 - 110) * part / 16, 300 + 342 * part / 16) for part in range(1, 16)]
    for side in (1, -1):
        for x, y in edge:
            px = x if side == 1 else 640 - x
            end = (px - side * 20, y + 30)
            art.draw([(px, y), ((px + end[0]) / 2 + 3, (y + end[1]) / 2), end], 3.5, WARM_WHITE)
            art.fill(ellipse(*end, 6, 7), WARM_WHITE)
    inside = art.cover(cloth)
    art.fill(inside, WARM_WHITE)
    bars = [polygon((x, 290), (x + 7, 290), (x + 367, 650), (x + 360, 650)) for x in range(-270, 540, 24)]
    bars += [polygon((x, 290), (x + 7, 290), (x - 353, 650), (x - 360, 650)) for x in range(110, 920, 24)]
    art.fill(union(bars[: len(bars) // 2]), art.base, 0.85, inside)
    art.fill(union(bars[len(bars) // 2 :]), art.base, 0.85, inside)
    roll = svg(
        "M96 262 C200 240 440 240 544 262 C556 284 552 304 540 316 C430 332 210 332 100 316 C88 304 84 284 96 262 Z"
    )
    rolled = art.cover(roll)
    art.fill(rolled, WARM_WHITE)
    art.fill(
        union(polygon((x, 230), (x + 9, 230), (x + 39, 340), (x + 30, 340)) for x in range(60, 580, 24)),
        art.base,
        0.9,
        rolled,
    )
    art.fill(svg("M90 296 C210 314 430 314 550 296 L548 340 L92 340 Z"), art.base.deeper(0.4), 0.3, rolled)


def embroidered(art: Art) -> None:
    """A shawl hung over a rod, its ends stitched with cypresses."""
    hang(art)
    art.draw([(120, 176), (520, 176)], 14, WOOD.deeper(0.1))
    for x in (112, 528):
        art.fill(ellipse(x, 176, 13, 13), WOOD.deeper(0.28))
    back = box(330, 172, 160, 400)
    front = svg("M170 168 C250 160 330 160 392 168 L398 690 C330 700 240 700 164 690 Z")
    art.shadow(front + back)
    for shape, tone in ((back, art.base.deeper(0.12)), (front, art.base)):
        inside = art.cover(shape)
        art.fill(inside, Down(170, tone.lighter(0.3), 700, tone.deeper(0.06)))
        for x in (220, 280, 345, 440):
            seam(art, [(x, 176), (x + 3, 400), (x - 2, 690)], inside, 3)
    inside = art.cover(front)
    for x in (184, 253, 322):
        stitch(art, CYPRESS, (x, 540), 5.2, inside)
    for y in (512, 628):
        stitch_row(art, STEPS, (160, y), 5, 14, inside)
    stitch_row(art, WAVE, (160, 652), 5, 7, inside)
    stitch_row(art, STEPS, (330, 528), 5, 9, art.cover(box(398, 172, 92, 400)))
    _fringe(art, (166, 396, 690), art.base.deeper(0.06))
    _fringe(art, (402, 488, 570), art.base.deeper(0.14))


def _fringe(art: Art, edge: tuple[float, float, float], colour: Colour) -> None:
    left, right, y = edge
    count = int((right - left) / 9)
    threads = (
        stroke(
            smooth(
                [(x, y), (x + art.chance.uniform(-3, 3), y + 14), (x + art.chance.uniform(-4, 4), y + 30)]
            ),
            3,
        )
        for x in (left + (right - left) * (at + 0.5) / count for at in range(count))
    )
    art.fill(union(threads), colour.deeper(0.08))
