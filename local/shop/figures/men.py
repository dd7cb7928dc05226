"""Gifts for men: wallet, misbaha, tie and cufflinks, belt."""

from local.shop.art import Art
from local.shop.backdrop import lie, stand
from local.shop.canvas import Down
from local.shop.colour import GOLD, INK, SILVER, Colour
from local.shop.figures.cloth import gloss
from local.shop.figures.props import ground_shadow, metal
from local.shop.paths import arc, box, dot, ellipse, polygon, smooth, svg, union
from local.shop.strokes import along, stroke


def wallet(art: Art) -> None:
    """Half open, cards and a note showing."""
    stand(art, 580)
    art.place(1.14, -44)
    ground_shadow(art, 320, 622, 210)
    back = svg("M150 350 L470 320 C482 320 490 328 490 340 L490 600 C490 612 482 620 470 620 L150 620 Z")
    art.fill(back, art.shade)
    note = polygon((176, 316), (452, 292), (458, 420), (182, 440))
    art.fill(note, Colour(168, 190, 162))
    art.draw(note.closed(), 3, Colour(120, 148, 118))
    for at, colour in enumerate((SILVER, GOLD.lighter(0.3), Colour(86, 116, 150))):
        y = 366 + at * 34
        art.fill(box(186, y, 280, 130, 12).turned(-3, (320, y)), colour)
        art.fill(box(176, y + 30, 300, 150, 6).turned(-3, (320, y)), art.base.deeper(0.28 - at * 0.06))
    front = svg(
        "M120 430 L448 404 C460 404 470 412 470 424 L474 606 C474 616 466 624 454 624 L134 624 C124 624 116 616 116 604 L112 440 Z"
    )
    art.shadow(front, 6, 8, 8, 0.2)
    inside = art.cover(front)
    art.fill(inside, Down(404, art.base.mixed(art.light, 0.35), 624, art.base.mixed(art.shade, 0.3)))
    gloss(art, inside, [(136, 452), (132, 520), (144, 600)], 18)
    seam = svg(
        "M124 444 L446 418 C454 418 458 422 458 430 L462 600 C462 608 458 612 450 612 L138 612 C130 612 128 606 128 600 Z"
    )
    art.fill(union(dot(at, 1.9) for at, _ in along(seam, 10)), art.light)
    art.draw(svg("M292 548 L308 492 L324 548 M298 528 L318 528"), 3.4, art.shade.deeper(0.3))


def misbaha(art: Art) -> None:
    lie(art)
    loop = smooth(
        [
            (320, 560),
            (220, 520),
            (150, 400),
            (196, 250),
            (330, 196),
            (462, 262),
            (486, 410),
            (420, 516),
            (320, 560),
        ]
    )
    art.draw(loop.moved(4, 8), 5, art.ground.deeper(0.8), 0.2)
    art.draw(loop, 3, Colour(96, 70, 50))
    stations = list(along(loop, 34))[:33]
    for at, ((x, y), _) in enumerate(stations):
        radius = 15.5
        art.fill(dot((x + 5, y + 8), radius), art.ground.deeper(0.8), 0.25)
        tone = art.base.deeper(0.08 if at % 2 else 0)
        art.fill(dot((x, y), radius), tone.deeper(0.35))
        art.fill(dot((x - 1.5, y - 1.5), radius * 0.86), tone)
        art.draw(arc(x, y, radius * 0.6, radius * 0.4, 20, 150), 2, tone.lighter(0.4), 0.5)
        art.glint(ellipse(x - 5, y - 6, 4.6, 3.4), 0.75)
    art.fill(ellipse(320, 586, 11, 30), metal(309, 22, SILVER))
    art.fill(dot((320, 624), 10), metal(310, 20, SILVER))
    silk = art.base.deeper(0.15)
    threads = (
        stroke(smooth([(320 + dx * 0.3, 632), (320 + dx * 0.9, 670), (320 + dx * 1.5, 730)]), 3.4)
        for dx in range(-18, 19, 3)
    )
    art.fill(union(threads), silk)
    art.fill(box(308, 630, 24, 16, 6), SILVER.deeper(0.2))


def tie_set(art: Art) -> None:
    """In an open box: the tie rolled out, the cufflinks beside it."""
    lie(art)
    art.place(1.08)
    case = box(150, 150, 340, 500, 16)
    art.shadow(case, 12, 18, 14, 0.3)
    art.fill(case, INK.lighter(0.12))
    art.fill(box(168, 168, 304, 464, 8), Down(168, Colour(238, 230, 218), 632, Colour(222, 210, 194)))
    knot = svg("M236 196 L304 196 L292 254 L248 254 Z")
    blade = svg("M248 254 L292 254 L322 520 L270 590 L218 520 Z")
    art.shadow(blade + knot, 6, 8, 6, 0.28)
    inside = art.cover(blade)
    art.fill(inside, Down(254, art.base.lighter(0.15), 590, art.base.deeper(0.15)))
    stripes = union(
        polygon((190, y), (350, y - 70), (350, y - 58), (190, y + 12)) for y in range(300, 680, 44)
    )
    art.fill(stripes, art.light, 0.5, inside)
    gloss(art, inside, [(262, 270), (250, 400), (240, 510)], 16)
    art.fill(knot, Down(196, art.base.lighter(0.25), 254, art.base.deeper(0.1)))
    art.draw([(252, 250), (270, 256), (288, 250)], 2.4, art.shade, 0.8)
    for y in (300, 400):
        art.shadow(box(372, y, 62, 62, 10), 4, 7, 5, 0.3)
        art.fill(box(372, y, 62, 62, 10), metal(372, 62, SILVER))
        art.fill(box(383, y + 11, 40, 40, 5), art.base.deeper(0.1))
        art.glint(polygon((383, y + 11), (405, y + 11), (390, y + 51), (383, y + 51)), 0.2)


def belt(art: Art) -> None:
    """Rolled up, the buckle in front."""
    lie(art)
    art.shadow(ellipse(320, 400, 196, 196), 10, 18, 16, 0.32)
    for at in range(4):
        radius = 196 - at * 42
        tone = art.base.deeper(0.12 if at % 2 else 0.02)
        art.fill(
            ellipse(320, 400, radius), Down(400 - radius, tone.lighter(0.28), 400 + radius, tone.deeper(0.2))
        )
        art.draw(arc(320, 400, radius - 8, radius - 8, 0, 360), 1.6, art.light, 0.6)
        art.draw(arc(320, 400, radius - 41, radius - 41, 0, 360), 3, art.shade.deeper(0.3), 0.8)
    art.fill(ellipse(320, 400, 30), art.ground.deeper(0.4))
    tongue = svg("M500 372 L560 372 L560 590 L540 612 L520 612 L500 590 Z")
    art.shadow(tongue, 5, 8, 6, 0.25)
    art.fill(tongue, Down(372, art.base.lighter(0.15), 612, art.base.deeper(0.1)))
    art.fill(union(dot((530, y), 4.5) for y in range(470, 600, 26)), INK)
    frame = box(484, 360, 92, 76, 12) + box(500, 376, 60, 44, 5).hole()
    art.shadow(frame, 4, 6, 4, 0.25)
    art.fill(frame, metal(484, 92, SILVER))
    art.fill(box(526, 366, 9, 62, 4), SILVER.deeper(0.3))
