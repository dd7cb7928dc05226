"""From the Dead Sea: soaps, salts, a mask, and a basket of everything."""

from local.shop.art import Art
from local.shop.backdrop import lie, stand
from local.shop.canvas import Down
from local.shop.colour import LEAF, WARM_WHITE, WOOD, Colour
from local.shop.figures.cloth import bow
from local.shop.figures.props import GLASS, ground_shadow, label, leafy_stem, metal, round_glass
from local.shop.paths import both_sides, box, dot, ellipse, smooth, svg, union

_MUD = Colour(112, 100, 90)
_LAVENDER = Colour(146, 120, 184)


def soap(art: Art) -> None:
    """One bar with a pressed olive branch, mud beside it, and bubbles."""
    lie(art)
    smear = smooth(
        [(120, 560), (200, 500), (330, 540), (470, 500), (540, 560), (470, 640), (300, 660), (170, 640)],
        closed=True,
    )
    art.fill(smear, Down(500, _MUD.lighter(0.15), 660, _MUD.deeper(0.2)))
    art.draw([(180, 590), (300, 570), (420, 600)], 7, _MUD.lighter(0.45), 0.4, end_width=1)
    _bar(art, 320, 380, 340, 220, art.base, -7)
    leafy_stem(art, [(230, 430), (290, 398), (350, 372), (420, 340)], art.base.deeper(0.32), 1.1)
    for _ in range(15):
        x, y, radius = art.chance.uniform(110, 540), art.chance.uniform(160, 270), art.chance.uniform(6, 24)
        art.fill(dot((x, y), radius), WARM_WHITE, 0.45)
        art.draw(ellipse(x, y, radius), 1.8, WARM_WHITE, 0.9)
        art.glint(dot((x - radius * 0.3, y - radius * 0.35), radius * 0.2), 0.9)


def salts(art: Art) -> None:
    stand(art, 590)
    art.place(1.1, -24)
    ground_shadow(art, 320, 624, 140)
    jar = box(190, 300, 260, 324, 34)
    glass = art.cover(jar)
    art.fill(glass, GLASS, 0.8)
    salt = svg(
        "M200 386 C240 372 280 392 320 380 C360 370 400 390 440 378 L440 590 C440 606 426 614 412 614 L228 614 C212 614 200 606 200 590 Z"
    )
    inside = art.cover(salt)
    art.fill(inside, round_glass(200, 240, Colour(238, 234, 240)))
    for _ in range(190):
        x, y = art.chance.uniform(204, 436), art.chance.uniform(384, 612)
        grain = box(x, y, 8, 7, 2).turned(art.chance.uniform(0, 90), (x, y))
        art.fill(
            grain,
            art.chance.choice((WARM_WHITE, WARM_WHITE, art.base.lighter(0.35), _LAVENDER)),
            0.85,
            inside,
        )
    art.fill(box(200, 246, 240, 62, 12), round_glass(200, 240, WOOD))
    art.draw([(212, 276), (320, 281), (428, 276)], 2.4, WOOD.deeper(0.5), 0.5)
    paper = label(art, 320, 490, 150, 110)
    for x in (300, 320, 340):
        art.draw([(x, 532), (x + (320 - x) * -0.2, 496)], 2.4, LEAF, within=paper)
        art.fill(
            union(
                ellipse(x + (x - 320) * 0.3 + side * 4, 462 + row * 9, 5, 6)
                for row in range(4)
                for side in (-1, 1)
            ),
            _LAVENDER,
        )
    art.draw([(196, 320), (320, 328), (444, 320)], 5, Colour(196, 164, 116))
    _lavender(art, 500, 626)


def mask(art: Art) -> None:
    """An open jar, the mud swirled, a wooden spatula."""
    stand(art, 560)
    ground_shadow(art, 300, 622, 170)
    jar = box(150, 436, 300, 186, 34)
    art.fill(jar, round_glass(150, 300, art.base.lighter(0.35)))
    paper = label(art, 300, 540, 170, 104)
    wave = svg("M236 552 C256 534 276 534 296 552 C316 570 336 570 364 546")
    for lift in (0, 16):
        art.draw(wave.moved(0, lift - 14), 4, Colour(96, 148, 170), within=paper)
    art.fill(ellipse(300, 436, 150, 40), art.base.lighter(0.55))
    art.fill(ellipse(300, 434, 132, 32), _MUD)
    swirl = smooth(
        [(200, 430), (260, 412), (360, 416), (392, 436), (320, 452), (258, 444), (270, 428), (322, 428)]
    )
    art.draw(swirl, 13, _MUD.lighter(0.22), end_width=3)
    art.draw(swirl.moved(0, -3), 4, _MUD.lighter(0.5), 0.6, end_width=1)
    spatula = svg("M396 420 L508 250 C520 236 544 250 536 268 L424 436 Z")
    art.shadow(spatula, 5, 8, 6, 0.2)
    art.fill(spatula, Down(240, WOOD.lighter(0.3), 436, WOOD))
    art.fill(ellipse(412, 426, 28, 18).turned(-50, (412, 426)), _MUD.lighter(0.1))
    art.fill(ellipse(504, 610, 74, 20), metal(430, 148, WOOD.lighter(0.2)))
    art.fill(ellipse(504, 600, 74, 20), WOOD.lighter(0.35))
    art.draw(ellipse(504, 600, 58, 14), 2, WOOD.deeper(0.3), 0.6)


def soap_stack(art: Art) -> None:
    """Three bars tied with string."""
    stand(art, 590)
    art.place(1.14, -40)
    ground_shadow(art, 320, 622, 190)
    tones = (art.base.lighter(0.45), art.second.lighter(0.3), Colour(236, 222, 188))
    for at, tone in enumerate(tones):
        y = 538 - at * 84
        nudge = (-8, 10, -2)[at]
        bar = box(150 + nudge, y, 340, 84, 18)
        inside = art.cover(bar)
        art.fill(inside, Down(y, tone.lighter(0.35), y + 84, tone.deeper(0.14)))
        art.fill(box(150 + nudge, y, 340, 16, 10), tone.lighter(0.6), 0.8, inside)
        specks = union(
            dot((art.chance.uniform(160, 480), y + art.chance.uniform(22, 76)), art.chance.uniform(1.4, 3.2))
            for _ in range(34)
        )
        art.fill(specks, tone.deeper(0.4), 0.5, inside)
    string = Colour(178, 142, 96)
    for x in (306, 318):
        art.draw([(x, 368), (x + 4, 500), (x - 2, 622)], 5, string)
    bow(art, 312, 366, 0.85, string)
    leafy_stem(art, [(330, 356), (376, 330), (420, 300), (448, 262)], LEAF, 1.2)
    _lavender(art, 130, 628)


def basket(art: Art) -> None:
    stand(art, 580)
    ground_shadow(art, 320, 650, 220)
    art.draw(svg("M150 440 C160 150 480 150 490 440"), 20, art.base.deeper(0.25))
    art.draw(svg("M150 440 C160 150 480 150 490 440").moved(-3, -3), 7, art.base.lighter(0.25))
    art.fill(box(196, 300, 84, 160, 16), round_glass(196, 84, Colour(238, 232, 236)))
    art.fill(box(192, 276, 92, 34, 8), round_glass(192, 92, WOOD))
    art.fill(box(372, 330, 96, 130, 18), round_glass(372, 96, _MUD.lighter(0.3)))
    art.fill(box(366, 316, 108, 28, 8), round_glass(366, 108, WOOD.deeper(0.2)))
    loofah = ellipse(324, 396, 48, 62)
    art.fill(loofah, Down(334, Colour(240, 218, 160), 458, Colour(210, 176, 112)))
    holes = union(ellipse(324 + dx, 376 + dy, 6, 4) for dx in (-26, -6, 16, 32) for dy in (-22, 2, 26))
    art.fill(holes, Colour(184, 146, 84), 0.7, art.cover(loofah))
    _bar(art, 250, 430, 120, 62, Colour(156, 142, 124), -14)
    weave = both_sides("M320 436 L506 436 C502 520 484 600 456 640 C448 650 440 652 428 652 L320 652")
    inside = art.cover(weave)
    art.fill(inside, Down(436, art.base.lighter(0.2), 652, art.base.deeper(0.12)))
    strands = []
    for row, y in enumerate(range(456, 660, 24)):
        strands += [ellipse(x + (17 if row % 2 else 0), y, 16, 10) for x in range(120, 540, 34)]
    art.fill(union(strands), art.base.lighter(0.45), 0.75, inside)
    art.fill(union(strand.moved(0, 6) for strand in strands), art.base.deeper(0.4), 0.16, inside)
    art.fill(box(124, 424, 392, 26, 13), art.base.deeper(0.2))
    art.draw([(136, 432), (320, 436), (504, 432)], 5, art.base.lighter(0.4), 0.7)
    bow(art, 320, 452, 1, Colour(120, 160, 170))
    leafy_stem(art, [(300, 352), (290, 300), (300, 250)], LEAF, 1.1)


def _bar(art: Art, x: float, y: float, width: float, height: float, colour: Colour, turn: float) -> None:
    block = box(x - width / 2, y - height / 2, width, height, height * 0.24).turned(turn, (x, y))
    art.shadow(block, 8, 14, 10, 0.3)
    art.fill(block.moved(0, height * 0.09), colour.deeper(0.28))
    art.fill(block, Down(y - height / 2, colour.lighter(0.35), y + height / 2, colour.lighter(0.05)))
    inner = box(x - width * 0.42, y - height * 0.38, width * 0.84, height * 0.76, height * 0.18).turned(
        turn, (x, y)
    )
    art.draw(inner.closed(), max(2, height * 0.018), colour.deeper(0.2), 0.6)


def _lavender(art: Art, x: float, y: float) -> None:
    for dx, lean in ((-14, -16), (0, 4), (14, 22)):
        art.draw([(x + dx * 0.4, y), (x + dx + lean * 0.6, y - 70), (x + dx + lean, y - 130)], 3, LEAF)
        buds = [
            ellipse(x + dx + lean * (0.7 + row * 0.07) + side, y - 92 - row * 13, 7, 8)
            for row in range(6)
            for side in (-6, 6)
        ]
        art.fill(union(buds), _LAVENDER)
        art.fill(union(bud.scaled(0.4, 0.4, bud.points[0]) for bud in buds), _LAVENDER.lighter(0.5), 0.7)
