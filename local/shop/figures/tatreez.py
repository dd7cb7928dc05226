"""Embroidered pieces for the hand and the house: pouch, cushion, framed panel."""

from local.shop.art import Art
from local.shop.backdrop import hang, lie
from local.shop.canvas import Down
from local.shop.colour import GOLD, WOOD, Colour
from local.shop.figures.stitches import CYPRESS, DIAMOND, STAR, STEPS, WAVE, stitch, stitch_row
from local.shop.paths import box, dot, polygon, smooth, svg, union
from local.shop.strokes import stroke

_LINEN = Colour(244, 236, 220)


def pouch(art: Art) -> None:
    lie(art)
    turn = art.chance.choice((-7, -5, 6, 8))
    centre = (320.0, 400.0)
    body = box(120, 270, 400, 270, 22)
    art.place(1.05)
    art.shadow(body, 10, 16, 12, 0.3)
    inside = art.cover(body)
    art.fill(inside, Down(270, art.base.lighter(0.14), 540, art.base.deeper(0.1)))
    for y in (334, 486):
        stitch_row(art, STEPS, (122, y), 5, 20, inside)
    for at in range(6):
        stitch(art, DIAMOND, (140 + at * 62, 374), 7, inside, _threads(art))
    stitch_row(art, WAVE, (120, 506), 5, 10, inside)
    art.fill(box(120, 284, 400, 26), art.base.deeper(0.3), 1, inside)
    art.draw([(132, 297), (508, 297)], 6, GOLD.deeper(0.2))
    art.fill(union(box(x, 294, 3, 6) for x in range(136, 506, 7)), GOLD.lighter(0.4))
    art.fill(box(482, 286, 34, 22, 6), GOLD)
    pull = smooth([(516, 297), (548, 310), (560, 350)])
    art.draw(pull, 4, GOLD.deeper(0.1))
    tassel = union(
        stroke(smooth([(560, 350), (560 + dx, 400), (560 + dx * 1.6, 440)]), 3) for dx in range(-12, 13, 4)
    )
    art.fill(tassel.turned(turn, centre).turned(-turn, centre), Colour(186, 38, 48))


def cushion(art: Art) -> None:
    lie(art)
    pillow = svg(
        "M120 206 C200 226 440 226 520 206 C544 200 550 216 542 240 C526 320 526 480 542 560 C550 584 544 600 520 594"
        " C440 574 200 574 120 594 C96 600 90 584 98 560 C114 480 114 320 98 240 C90 216 96 200 120 206 Z"
    )
    art.shadow(pillow, 12, 18, 16, 0.32)
    inside = art.cover(pillow)
    art.fill(inside, Down(200, art.base.lighter(0.2), 600, art.base.deeper(0.12)))
    art.fill(svg("M480 180 L580 180 L580 620 L420 620 C500 520 510 340 480 180 Z"), art.shade, 0.16, inside)
    for crease in (
        [(118, 224), (150, 262), (176, 300)],
        [(522, 224), (490, 262), (464, 300)],
        [(118, 578), (150, 540), (176, 502)],
        [(522, 578), (490, 540), (464, 502)],
    ):
        art.draw(crease, 7, art.shade, 0.28, end_width=1, within=inside)
    cell = 13.0
    stitch(art, STAR, (320 - 6.5 * cell, 400 - 6.5 * cell), cell, inside, _threads(art))
    for x in (172, 430):
        for y in (268, 490):
            stitch(art, DIAMOND, (x - 5, y - 6), 6.2, inside, _threads(art))
    for y in (254, 532):
        stitch_row(art, STEPS, (216, y), 5.2, 10, inside)
    piping = pillow.closed()
    art.draw(piping, 4, art.base.deeper(0.3), 0.8)


def framed(art: Art) -> None:
    hang(art)
    art.draw([(220, 150), (320, 92), (420, 150)], 3, WOOD.deeper(0.5))
    art.fill(dot((320, 92), 7), GOLD)
    frame = box(130, 146, 380, 500, 6)
    art.shadow(frame, 14, 20, 14, 0.3)
    art.fill(frame, Down(146, WOOD.lighter(0.15), 646, WOOD.deeper(0.2)))
    for corner in ((130, 146), (510, 146), (130, 646), (510, 646)):
        inner = (162 if corner[0] == 130 else 478, 178 if corner[1] == 146 else 614)
        art.draw(polygon(corner, inner), 1.6, WOOD.deeper(0.5), 0.7)
    panel = box(162, 178, 316, 436)
    inside = art.cover(panel)
    art.fill(inside, Down(178, _LINEN, 614, _LINEN.deeper(0.05)))
    art.draw(panel.closed(), 3, WOOD.deeper(0.5), 0.6)
    stitch(art, CYPRESS, (320 - 5.5 * 15, 262), 15, inside)
    for x in (178, 404):
        stitch(art, CYPRESS, (x, 386), 5.2, inside)
        stitch(art, DIAMOND, (x + 10, 290), 5.2, inside)
    for y in (200, 568):
        stitch_row(art, WAVE, (160, y), 5, 8, inside)
    stitch_row(art, STEPS, (160, 500), 5, 16, inside)
    art.glint(svg("M162 178 L300 178 L180 614 L162 614 Z"), 0.12, inside)


def _threads(art: Art) -> dict[str, Colour]:
    """Red on light and dark cloth; cream on red, where red would drown."""
    red = Colour(186, 38, 48)
    drowning = art.base.red > 150 and art.base.green < 90
    return {"r": _LINEN if drowning else red, "g": Colour(44, 118, 88), "y": Colour(228, 172, 56)}
