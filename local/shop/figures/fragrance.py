"""What smells good: perfumes, oud, incense, candles, diffusers."""

from local.shop.art import Art
from local.shop.backdrop import stand
from local.shop.canvas import Down
from local.shop.colour import GOLD, LEAF, WARM_WHITE, WOOD, Colour
from local.shop.coverage import Coverage
from local.shop.figures.patterns import blossom
from local.shop.figures.props import (
    GLASS,
    candle,
    crescent,
    ground_shadow,
    label,
    leafy_stem,
    metal,
    round_glass,
    smoke,
    star,
)
from local.shop.paths import both_sides, box, dot, ellipse, polygon, svg, union
from local.shop.strokes import stroke


def perfume(art: Art) -> None:
    """Thick glass, a gold cap, and on the label a moon over the roofs of Amman."""
    stand(art, 600)
    art.place(1.16, -26)
    ground_shadow(art, 320, 628, 150)
    art.fill(box(282, 226, 76, 86, 8), metal(282, 76))
    art.fill(box(294, 304, 52, 22), GOLD.deeper(0.3))
    bottle = box(182, 322, 276, 306, 30)
    glass = art.cover(bottle)
    art.fill(glass, GLASS, 0.85)
    art.fill(box(200, 352, 240, 254, 18), Down(352, art.base.lighter(0.35), 606, art.base.deeper(0.2)))
    art.glint(box(192, 336, 12, 276, 6), 0.75)
    art.glint(polygon((410, 352), (440, 352), (400, 606), (352, 606)), 0.22, glass)
    paper = label(art, 320, 490, 150, 150)
    art.fill(box(245, 415, 150, 150), Colour(38, 46, 84), 1, art.cover(box(254, 424, 132, 132, 3)))
    art.fill(crescent(352, 462, 20).turned(-30, (352, 462)), GOLD.lighter(0.35))
    art.fill(
        union(star(x, y, 5, 4, 0.35) for x, y in ((280, 446), (304, 476), (324, 440), (372, 500))), WARM_WHITE
    )
    _roofs(art, art.cover(box(254, 424, 132, 132, 3)))
    art.draw(box(250, 420, 140, 140, 4), 1.6, GOLD, within=paper)
    _jasmine(art, ((144, 616), (118, 640), (172, 646)))


def oud(art: Art) -> None:
    stand(art, 590)
    art.place(1.2, -8)
    ground_shadow(art, 320, 600, 92)
    art.fill(ellipse(320, 206, 20, 24), metal(300, 40))
    art.fill(svg("M306 224 L334 224 L340 270 L300 270 Z"), metal(300, 40))
    art.fill(box(286, 268, 68, 34, 8), metal(286, 68))
    bottle = both_sides(
        "M320 300 L344 300 C348 330 398 350 404 400 L404 560 C404 588 380 600 356 600 L320 600"
    )
    glass = art.cover(bottle)
    art.fill(glass, GLASS, 0.8)
    liquid = both_sides("M320 384 L392 384 L394 556 C394 578 378 590 352 590 L320 590")
    art.fill(liquid, Down(384, art.base.mixed(Colour(120, 60, 20), 0.35), 590, art.base.deeper(0.5)))
    for x in (266, 320, 374):
        facet = polygon((x, 372), (x + 27, 480), (x, 588), (x - 27, 480))
        art.glint(facet, 0.12, glass)
        art.draw(facet.closed(), 2, GOLD, 0.9, within=glass)
    art.glint(box(246, 400, 10, 150, 5), 0.6)
    art.draw([(238, 386), (320, 392), (402, 386)], 4, GOLD, within=glass)
    _chips(art)


def incense_jar(art: Art) -> None:
    stand(art, 590)
    art.place(1.18, -30)
    ground_shadow(art, 320, 612, 160)
    smoke(art, 470, 470, 220)
    jar = both_sides("M320 356 L432 356 C462 368 472 400 470 440 L462 572 C458 600 440 612 414 612 L320 612")
    art.fill(jar, round_glass(170, 300, art.base.lighter(0.08)))
    art.fill(box(196, 318, 248, 46, 14), metal(196, 248))
    art.fill(ellipse(320, 318, 124, 18), GOLD.lighter(0.25))
    art.fill(dot((320, 300), 18), metal(302, 36))
    paper = label(art, 320, 484, 170, 120)
    for angle in range(0, 360, 45):
        art.fill(ellipse(320, 462, 9, 24).turned(angle, (320, 484)), GOLD, 0.85, paper)
    art.fill(dot((320, 484), 10), WARM_WHITE)
    for x, y in ((500, 606), (532, 618), (512, 632), (124, 626)):
        cake = ellipse(x, y, 20, 12)
        art.shadow(cake, 3, 5, 4, 0.3)
        art.fill(cake, Down(y - 12, art.base.lighter(0.25), y + 12, art.base.deeper(0.3)))


def jasmine_candle(art: Art) -> None:
    stand(art, 600)
    art.place(1.12, -30)
    ground_shadow(art, 320, 628, 150)
    candle(art, 320, 628, 2.1, art.base)
    _jasmine(art, ((150, 622), (122, 648), (500, 634), (176, 654)))


def burner(art: Art) -> None:
    """The mabkhara: a flared bowl on a foot, embers and smoke."""
    stand(art, 600)
    art.place(1.16, -20)
    smoke(art, 320, 356, 260)
    ground_shadow(art, 320, 628, 120)
    foot = both_sides("M320 470 L352 470 C356 540 400 590 424 610 C428 624 420 630 408 630 L320 630")
    art.fill(foot, round_glass(216, 208, art.base.deeper(0.12)))
    bowl = both_sides("M320 366 L452 356 C448 420 416 476 370 486 L320 488")
    inside = art.cover(bowl)
    art.fill(inside, round_glass(188, 264, art.base))
    for x in range(196, 460, 33):
        art.fill(polygon((x, 388), (x + 14, 408), (x, 428), (x - 14, 408)), WARM_WHITE, 0.9, inside)
        art.fill(dot((x + 16.5, 444), 4.5), GOLD, within=inside)
    for y in (378, 458):
        art.draw([(180, y), (320, y + 6), (460, y)], 3.4, GOLD, within=inside)
    for corner in (196, 444):
        art.fill(svg(f"M{corner - 18} 366 L{corner} 312 L{corner + 18} 366 Z"), art.base.deeper(0.1))
    art.fill(ellipse(320, 360, 130, 20), art.base.deeper(0.5))
    embers = [(art.chance.uniform(236, 404), art.chance.uniform(348, 364)) for _ in range(16)]
    art.fill(union(ellipse(x, y, 15, 9) for x, y in embers), Colour(60, 50, 50))
    art.fill(union(ellipse(x, y - 1, 7, 4) for x, y in embers[:9]), Colour(240, 116, 54))
    art.draw([(232, 592), (320, 604), (408, 592)], 3, GOLD)


def diffuser(art: Art) -> None:
    stand(art, 600)
    art.place(1.12, -10)
    ground_shadow(art, 320, 626, 110)
    for lean in (-96, -58, -22, 18, 54, 92):
        art.draw(
            [(320 + lean * 0.12, 380), (320 + lean * 1.5, 120 + abs(lean) * 0.4)],
            5,
            WOOD.deeper(0.1 + abs(lean) / 900),
        )
    bottle = both_sides(
        "M320 372 L346 372 L348 424 C402 434 420 464 420 500 L420 592 C420 614 406 626 384 626 L320 626"
    )
    glass = art.cover(bottle)
    art.fill(glass, GLASS, 0.85)
    art.fill(box(232, 492, 176, 122, 16), round_glass(232, 176, art.base), within=glass)
    art.fill(box(288, 358, 64, 34, 6), metal(288, 64, WOOD))
    paper = label(art, 320, 544, 104, 84)
    art.draw([(320, 576), (318, 548), (324, 516)], 2.6, LEAF, within=paper)
    art.fill(
        union(
            ellipse(x, y, 13, 6).turned(t, (x, y))
            for x, y, t in ((304, 556, 30), (338, 548, -30), (308, 532, 30), (336, 524, -40))
        ),
        LEAF,
    )
    art.glint(box(230, 470, 8, 130, 4), 0.6)
    leafy_stem(art, [(470, 636), (500, 600), (520, 560), (530, 516)], leaf=1.1)
    leafy_stem(art, [(454, 640), (510, 632), (556, 604)], LEAF.deeper(0.12))


def hair_mist(art: Art) -> None:
    stand(art, 600)
    art.place(1.18, -16)
    ground_shadow(art, 320, 630, 84)
    art.fill(box(290, 196, 60, 74, 10), WARM_WHITE.deeper(0.08))
    art.fill(box(290, 196, 18, 74, 8), WARM_WHITE)
    art.fill(dot((292, 222), 5), WARM_WHITE.deeper(0.5))
    for reach, y, size in (
        (58, 196, 4),
        (84, 180, 5),
        (88, 212, 6),
        (112, 196, 5),
        (120, 228, 4),
        (140, 172, 4),
        (142, 206, 6),
    ):
        art.fill(dot((290 - reach, y + 12), size), WARM_WHITE, 0.85)
    art.fill(box(280, 262, 80, 22, 6), metal(280, 80))
    bottle = box(244, 280, 152, 350, 42)
    art.fill(bottle, round_glass(244, 152, art.base))
    paper = label(art, 322, 470, 104, 150)
    art.fill(crescent(320, 446, 24), art.base.deeper(0.25), within=paper)
    for y, half in ((496, 34), (510, 24)):
        art.draw([(322 - half, y), (322 + half, y)], 3, art.base.deeper(0.35), 0.8)
    _jasmine(art, ((468, 622), (500, 642)))


def _jasmine(art: Art, places: tuple[tuple[float, float], ...]) -> None:
    for at in places:
        blossom(art, at, 19, (WARM_WHITE, LEAF, Colour(244, 214, 120)))


def _roofs(art: Art, inside: Coverage) -> None:
    x, tones = 250.0, (Colour(90, 96, 140), Colour(112, 116, 158), Colour(76, 82, 124))
    while x < 392:
        width, height = art.chance.uniform(14, 26), art.chance.uniform(22, 54)
        art.fill(box(x, 560 - height, width, height), art.chance.choice(tones), within=inside)
        art.fill(box(x + 5, 566 - height, 4, 6), Colour(250, 214, 130), within=inside)
        x += width - 2


def _chips(art: Art) -> None:
    for x, y, turn in ((186, 606, -12), (214, 620, 20), (446, 612, 8)):
        chip = box(x - 26, y - 7, 52, 14, 4).turned(turn, (x, y))
        art.shadow(chip, 3, 5, 4, 0.3)
        art.fill(chip, WOOD.deeper(0.35))
        art.fill(
            stroke(polygon((x - 16, y - 2), (x + 16, y - 2)), 2).turned(turn, (x, y)), WOOD.lighter(0.1), 0.7
        )
