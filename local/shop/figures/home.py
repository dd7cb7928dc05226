"""For the house: mugs, coffee and tea things, trays, lanterns, vases."""

from local.shop.art import CENTRE, Art
from local.shop.backdrop import lie, stand
from local.shop.canvas import Down
from local.shop.colour import GOLD, LEAF, WARM_WHITE, WOOD, Colour
from local.shop.figures.props import GLASS, ground_shadow, lantern, leafy_stem, metal, round_glass
from local.shop.paths import Path, arc, both_sides, box, dot, ellipse, smooth, svg, union
from local.shop.strokes import along, stroke

_COFFEE = Colour(74, 44, 28)
_TEA = Colour(178, 74, 30)


def mug(art: Art) -> None:
    stand(art, 600)
    art.place(1.12, -36)
    ground_shadow(art, 312, 628, 150)
    handle = smooth([(430, 386), (530, 390), (536, 500), (428, 548)])
    art.draw(handle, 30, art.base.deeper(0.2))
    art.draw(handle.moved(-3, -3), 20, art.base.lighter(0.2))
    body = svg("M170 330 L450 330 L440 580 C438 612 420 628 394 628 L226 628 C200 628 182 612 180 580 Z")
    inside = art.cover(body)
    art.fill(inside, round_glass(170, 280, art.base))
    art.fill(ellipse(310, 332, 140, 26), art.base.lighter(0.4))
    art.fill(ellipse(310, 338, 126, 19), _COFFEE)
    art.fill(ellipse(292, 336, 60, 8), _COFFEE.lighter(0.25), 0.7)
    leafy_stem(art, [(226, 560), (270, 520), (312, 480), (352, 436), (382, 402)], LEAF.deeper(0.12), 1.05)
    for x, y in ((286, 548), (344, 492)):
        art.fill(ellipse(x, y, 10, 12), Colour(92, 88, 60))
    _steam(art, 310, 300)


def coffee_cups(art: Art) -> None:
    """Six small ones on a brass tray."""
    stand(art, 520)
    art.place(1.1, -46)
    ground_shadow(art, 320, 664, 250)
    art.fill(ellipse(320, 630, 256, 52), GOLD.deeper(0.3))
    art.fill(ellipse(320, 622, 256, 52), metal(64, 512))
    art.fill(ellipse(320, 622, 232, 43), GOLD.lighter(0.1))
    for x, y, size in (
        (180, 566, 0.92),
        (320, 556, 0.92),
        (460, 566, 0.92),
        (230, 636, 1.08),
        (410, 636, 1.08),
        (320, 650, 1.12),
    ):
        _cup(art, x, y, size)


def dallah(art: Art) -> None:
    stand(art, 600)
    ground_shadow(art, 320, 640, 140)
    spout = svg("M392 372 C450 340 470 296 520 262 C530 262 532 272 524 282 C504 330 480 400 410 440 Z")
    art.fill(spout, metal(392, 140, art.base))
    handle = smooth([(256, 300), (176, 296), (150, 400), (196, 500), (222, 520)])
    art.draw(handle, 26, WOOD.deeper(0.55))
    art.draw(handle.moved(-3, -3), 9, WOOD.deeper(0.25))
    art.fill(both_sides("M320 176 L336 190 C352 214 386 226 392 272 L320 272"), metal(248, 144, art.base))
    art.fill(dot((320, 166), 16), metal(304, 32, art.base))
    body = both_sides(
        "M320 270 L390 270 C386 320 372 340 378 372 C400 430 440 470 444 540 C446 600 420 640 390 640 L320 640"
    )
    inside = art.cover(body)
    art.fill(inside, metal(196, 248, art.base))
    for ring, weight in ((286, 3), (360, 4), (380, 4), (600, 4)):
        art.draw(
            [(180, ring), (320, ring + 9), (460, ring)], weight, art.base.deeper(0.5), 0.7, within=inside
        )
    pattern = arc(320, 440, 150, 40, 20, 160)
    for (x, y), _ in along(pattern, 30):
        art.fill(dot((x, y + 26), 6), art.base.deeper(0.45), 0.8, inside)
        art.draw(arc(x, y + 26, 12, 12, 180, 360), 2, art.base.deeper(0.45), 0.8, within=inside)
    _steam(art, 530, 246, 0.6)


def tray(art: Art) -> None:
    lie(art)
    turn = art.chance.uniform(-14, 14)
    board = box(120, 240, 400, 320, 150).turned(turn, CENTRE)
    art.shadow(board, 10, 16, 14, 0.32)
    art.fill(board, WOOD.deeper(0.4))
    face = art.cover(board.moved(-2, -7))
    art.fill(face, Down(240, art.base.lighter(0.3), 560, art.base.deeper(0.08)))
    for y in range(236, 596, 24):
        bend = art.chance.uniform(-16, 16)
        grain = smooth([(100, y), (220, y + bend), (330, y - bend), (440, y + bend * 0.6), (540, y)])
        art.draw(
            grain.turned(turn, CENTRE),
            art.chance.uniform(1.5, 4),
            art.base.deeper(0.5),
            0.35,
            within=face,
        )
    knot = union(ellipse(408, 352, 8 + at * 9, 5 + at * 6) for at in range(4))
    art.draw(knot.turned(turn, CENTRE), 2.4, art.base.deeper(0.55), 0.5, within=face)
    rim = box(142, 262, 356, 276, 130).turned(turn, (320, 393))
    art.draw(rim.closed(), 5, art.base.deeper(0.4), 0.45, within=face)
    leafy_stem(art, [(236, 482), (290, 452), (344, 434), (400, 430)], LEAF, 1.2)
    for x, y in ((262, 500), (292, 488), (318, 506)):
        art.fill(ellipse(x + 3, y + 5, 14, 11), art.base.deeper(0.6), 0.4)
        art.fill(ellipse(x, y, 14, 11), Colour(96, 104, 62))
        art.glint(ellipse(x - 4, y - 4, 4, 3), 0.6)


def tea_glasses(art: Art) -> None:
    stand(art, 540)
    art.place(1.22, -60)
    for x, y, size in ((190, 560, 0.92), (450, 560, 0.92), (320, 640, 1.18)):
        ground_shadow(art, x, y + 6, 84 * size)
        art.fill(ellipse(x, y + 2, 88 * size, 20 * size), GLASS.deeper(0.18))
        art.fill(ellipse(x, y - 3, 88 * size, 19 * size), GLASS.lighter(0.35))
        art.draw(arc(x, y - 3, 84 * size, 17 * size, 0, 360), 2.4, GOLD)
        _tea_glass(art, x, y, size)


def ramadan_lantern(art: Art) -> None:
    stand(art, 610)
    ground_shadow(art, 320, 650, 130)
    art.fill(dot((320, 480), 250), WARM_WHITE, 0.16)
    art.fill(dot((320, 480), 180), WARM_WHITE, 0.2)
    lantern(art, 320, 650, 1.38, art.base)


def vase(art: Art) -> None:
    stand(art, 600)
    art.place(1.08, -26)
    ground_shadow(art, 320, 634, 120)
    dry = Colour(196, 160, 112)
    for line in (
        [(312, 360), (296, 270), (250, 190), (214, 150)],
        [(320, 360), (322, 250), (330, 160), (326, 96)],
        [(328, 360), (352, 280), (400, 210), (440, 180)],
    ):
        leafy_stem(art, line, dry, 0.9)
    for x, y in ((214, 146), (326, 92), (442, 176)):
        art.fill(
            union(dot((x + dx, y + dy), 9) for dx, dy in ((-8, 4), (8, 4), (0, -7), (0, 6))),
            dry.lighter(0.35),
        )
    body = both_sides(
        "M320 352 L362 352 C366 372 352 392 356 412 C372 440 436 470 438 534 C438 594 400 634 366 634 L320 634"
    )
    inside = art.cover(body)
    art.fill(inside, round_glass(200, 240, art.base))
    for y in range(430, 640, 26):
        art.draw([(190, y), (320, y + 8), (450, y)], 3, art.base.deeper(0.4), 0.22, within=inside)
    glaze = svg(
        "M180 340 L460 340 L460 470 C430 500 410 470 384 496 C356 522 340 480 312 500 C286 520 262 484 230 500 C210 508 196 490 180 492 Z"
    )
    art.fill(glaze, art.base.lighter(0.45), 0.55, inside)
    art.fill(ellipse(320, 354, 42, 9), art.base.deeper(0.5))


def _cup(art: Art, x: float, y: float, size: float) -> None:
    def at(path: Path) -> Path:
        return path.scaled(size, size, (0, 0)).moved(x, y)

    art.fill(at(ellipse(3, 2, 34, 9)), GOLD.deeper(0.6), 0.4)
    body = at(svg("M-44 -66 L44 -66 C42 -34 32 -8 22 0 L-22 0 C-32 -8 -42 -34 -44 -66 Z"))
    inside = art.cover(body)
    art.fill(inside, round_glass(x - 44 * size, 88 * size, art.base))
    art.fill(at(box(-44, -66, 88, 13)), GOLD, 0.9, inside)
    leaves = union(
        ellipse(dx, -34, 6, 11).turned(turn, (dx, -34)) for dx in (-22, 0, 22) for turn in (-35, 35)
    )
    art.fill(at(leaves), GOLD, 0.9, inside)
    art.fill(at(ellipse(0, -66, 44, 12)), art.base.lighter(0.5))
    art.fill(at(ellipse(0, -64, 37, 8.5)), _COFFEE)


def _tea_glass(art: Art, x: float, y: float, size: float) -> None:
    def at(path: Path) -> Path:
        return path.scaled(size, size, (0, 0)).moved(x, y)

    glass = at(
        svg(
            "M-46 -190 L46 -190 C48 -150 26 -120 26 -92 C26 -60 44 -46 42 -20 C40 -8 30 -4 20 -4 L-20 -4 C-30 -4 -40 -8 -42 -20 C-44 -46 -26 -60 -26 -92 C-26 -120 -48 -150 -46 -190 Z"
        )
    )
    inside = art.cover(glass)
    art.fill(inside, GLASS, 0.6)
    tea = box(x - 60 * size, y - 184 * size, 120 * size, 176 * size)
    art.fill(tea, round_glass(x - 42 * size, 84 * size, _TEA), within=inside)
    art.fill(at(ellipse(0, -183, 45, 10)), _TEA.lighter(0.35))
    art.draw(at(ellipse(0, -188, 46, 10)), 3, GOLD)
    art.draw(
        at(svg("M-30 -172 C-32 -140 -16 -116 -15 -92 C-15 -62 -28 -46 -29 -24")), 5 * size, WARM_WHITE, 0.5
    )
    mint = at(
        union(
            ellipse(dx, -190, 17, 8).turned(turn, (dx, -190)) for dx, turn in ((-10, 24), (12, -24), (2, -80))
        )
    )
    art.fill(mint, LEAF.deeper(0.1))


def _steam(art: Art, x: float, y: float, size: float = 1) -> None:
    for dx in (-34, 6, 44):
        wisp = smooth(
            [
                (x + dx * size, y),
                (x + (dx + 16) * size, y - 40 * size),
                (x + (dx - 12) * size, y - 86 * size),
                (x + (dx + 8) * size, y - 130 * size),
            ]
        )
        art.fill(stroke(wisp, 9 * size, 1), WARM_WHITE, 0.55)
