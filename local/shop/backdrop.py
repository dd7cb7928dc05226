"""What stands behind a product: a soft ground that suits its colour, one large quiet shape, and a few small things.

The ground is chosen for contrast first (a black abaya on lilac, a white mug on clay) and by the sku among the best.
"""

from random import Random

from local.shop.art import CENTRE, HEIGHT, WIDTH, Art
from local.shop.canvas import Down
from local.shop.colour import LEAF, WARM_WHITE, Colour
from local.shop.paths import arc, box, dot, ellipse, polygon, smooth, svg, union
from local.shop.strokes import along, stroke

_MIDDLE = 320
_GROUNDS = tuple(
    Colour.parse(code)
    for code in (
        "#F5DED8",  # blush
        "#F2E6D3",  # sand
        "#DFE7D8",  # sage
        "#DAE6EE",  # powder blue
        "#E7DFEF",  # lilac
        "#F8E0CB",  # peach
        "#D6E8E1",  # mint
        "#F7ECCB",  # butter
        "#E6E3DD",  # stone
        "#E9CFC0",  # clay
        "#C9D6CB",  # eucalyptus
        "#D5C6CF",  # mauve
    )
)


def ground_for(colour: Colour, sku: str) -> Colour:
    best = sorted(_GROUNDS, key=lambda ground: _suits(ground, colour), reverse=True)
    return Random(sku).choice(best[:4])


def hang(art: Art) -> None:
    """A wall, for what hangs on it."""
    _wall(art)
    art.chance.choice((_arch, _sun, _leaning_blob, _window))(art)
    _garnish(art)


def stand(art: Art, floor: float = 610) -> None:
    """A wall and a table, for what stands on it."""
    _wall(art)
    art.chance.choice((_arch, _sun, _leaning_blob))(art)
    table = art.ground.deeper(0.16)
    art.fill(box(0, floor, WIDTH, HEIGHT - floor), Down(floor, table.lighter(0.25), HEIGHT, table))
    _garnish(art)


def lie(art: Art) -> None:
    """A ground seen from above, for what lies on it."""
    _wall(art)
    art.chance.choice((_disc, _leaning_blob, _cloth))(art)
    _garnish(art)


def _suits(ground: Colour, colour: Colour) -> float:
    apart = abs(ground.hue - colour.hue)
    apart = min(apart, 1 - apart) * 2 * min(1.0, colour.saturation * 2)
    return apart + 1.6 * abs(ground.luminance - colour.luminance)


def _wall(art: Art) -> None:
    art.fill(box(0, 0, WIDTH, HEIGHT), Down(0, art.ground.lighter(0.35), HEIGHT, art.ground))


def _tone(art: Art) -> Colour:
    return art.chance.choice((art.ground.lighter(0.6), art.ground.deeper(0.1), art.ground.deeper(0.14)))


def _arch(art: Art) -> None:
    half = art.chance.uniform(205, 240)
    top = art.chance.uniform(70, 110)
    round_top = arc(_MIDDLE, top + half, half, half, 180, 360).points
    art.fill(polygon(*round_top, (_MIDDLE + half, HEIGHT), (_MIDDLE - half, HEIGHT)), _tone(art))


def _sun(art: Art) -> None:
    radius = art.chance.uniform(225, 265)
    art.fill(ellipse(_MIDDLE + art.chance.uniform(-30, 30), art.chance.uniform(340, 390), radius), _tone(art))


def _disc(art: Art) -> None:
    art.fill(ellipse(_MIDDLE, 400, art.chance.uniform(245, 275)), _tone(art))


def _leaning_blob(art: Art) -> None:
    lean = art.chance.uniform(-40, 40)
    points = [
        (110, 330 - lean),
        (210, 130),
        (400, 110 + lean),
        (545, 270),
        (530, 520 + lean),
        (390, 690),
        (190, 640),
    ]
    around = [(x + art.chance.uniform(-22, 22), y + art.chance.uniform(-22, 22)) for x, y in points]
    art.fill(smooth(around, closed=True), _tone(art))


def _window(art: Art) -> None:
    """Light that falls through a window."""
    light = union(
        polygon((x, y), (x + 150, y - 60), (x + 150, y + 210), (x, y + 270))
        for x in (170, 335)
        for y in (170 - (x - 170) * 0.4, 460 - (x - 170) * 0.4)
    )
    art.fill(light.moved(art.chance.uniform(-20, 20), 0), WARM_WHITE, 0.55)


def _cloth(art: Art) -> None:
    turn = art.chance.uniform(-14, 14)
    sheet = box(95, 150, 450, 500, 18).turned(turn, CENTRE)
    art.fill(sheet, _tone(art))
    art.draw(box(113, 168, 414, 464, 10).turned(turn, CENTRE), 2, WARM_WHITE, 0.7)


def _garnish(art: Art) -> None:
    art.chance.choice((_olive_sprig, _dots, _sparkles, _olive_sprig))(art)


def _olive_sprig(art: Art) -> None:
    """A twig reaching in from one of the corners."""
    colour = LEAF.mixed(art.ground, art.chance.uniform(0.25, 0.5))
    twig = svg("M-10 190 C40 170 90 120 128 40")
    leaf = svg("M0 0 C14 -13 38 -12 54 0 C38 10 14 10 0 0 Z")
    leaves = [
        leaf.turned(turn + side, (0, 0)).moved(*at) for at, turn in along(twig, 38) for side in (-50, 45)
    ]
    sprig = union([stroke(twig, 3.5, 1.5), *leaves])
    if art.chance.random() < 0.5:
        sprig = sprig.mirrored()
    if art.chance.random() < 0.5:
        sprig = sprig.turned(180, CENTRE)
    art.fill(sprig, colour, 0.85)


def _dots(art: Art) -> None:
    colour = _tone(art)
    x, y = art.chance.choice(((52, 60), (500, 60), (52, 650), (500, 650)))
    art.fill(
        union(dot((x + 22 * column, y + 22 * row), 3.6) for column in range(5) for row in range(5)), colour
    )


def _sparkles(art: Art) -> None:
    star = svg("M0 -16 Q2 -2 16 0 Q2 2 0 16 Q-2 2 -16 0 Q-2 -2 0 -16 Z")
    places = [(84, 120), (552, 170), (92, 610), (560, 560), (520, 84), (70, 360), (578, 380)]
    for x, y in art.chance.sample(places, 4):
        size = art.chance.uniform(0.5, 1.15)
        art.fill(star.scaled(size, size, (0, 0)).moved(x, y), WARM_WHITE, 0.9)
