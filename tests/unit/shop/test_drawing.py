"""The drawing kit: areas come out as geometry says, shapes stay in their bounds, colours mix as they should."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.shop.canvas import Across, Canvas, Down, Flat
from local.shop.colour import Colour
from local.shop.coverage import Coverage, cover
from local.shop.paths import Path, both_sides, box, dot, ellipse, polygon, smooth, svg
from local.shop.strokes import along, nib, stroke

WIDTH, HEIGHT = 120, 90
WHITE, BLACK, RED = Colour(255, 255, 255), Colour(0, 0, 0), Colour(200, 30, 40)


def area(coverage: Coverage) -> float:
    return sum((end - start) * alpha / 255 for spans in coverage.rows.values() for start, end, alpha in spans)


def covered(path: Path) -> float:
    return area(cover(path, WIDTH, HEIGHT))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (box(10, 20, 40, 30), 1200),
        (box(10.5, 20.25, 40, 30), 1200),
        (polygon((0, 0), (80, 0), (0, 80)), 3200),
        (ellipse(60, 45, 40, 30), math.pi * 1200),
        (ellipse(60, 45, 40) + ellipse(60, 45, 20).hole(), math.pi * 1200),
        (box(10, 10, 40, 40) + box(30, 10, 40, 40), 2400),
        (svg("M10 10 L50 10 L50 50 L10 50 Z"), 1600),
        (both_sides("M60 10 L80 10 L80 60 L60 60", cx=60), 2000),
        (stroke(polygon((20, 45), (100, 45)), 10), 800 + math.pi * 25),
        (nib(polygon((20, 45), (100, 45)), 10, 90), 800),
        (box(-50, -50, 100, 100), 2500),
        (box(100, 80, 500, 500), 200),
        (box(200, 200, 10, 10), 0),
    ],
)
def test_a_shape_covers_its_area(shape, expected):
    assert covered(shape) == pytest.approx(expected, rel=0.012, abs=0.5)


coordinates = st.tuples(st.floats(-40, 160), st.floats(-40, 130))


@given(st.lists(coordinates, min_size=3, max_size=9))
def test_any_outline_stays_on_the_canvas_and_its_spans_in_order(points):
    for y, spans in cover(polygon(*points), WIDTH, HEIGHT).rows.items():
        assert 0 <= y < HEIGHT
        edges = [edge for start, end, _ in spans for edge in (start, end)]
        assert edges == sorted(edges)
        assert edges[0] >= 0
        assert edges[-1] <= WIDTH
        assert all(0 < alpha <= 255 and start < end for start, end, alpha in spans)


@given(st.lists(coordinates, min_size=3, max_size=6), st.floats(5, 40))
def test_what_is_clipped_is_never_more_than_either(points, radius):
    shape, disc = (cover(path, WIDTH, HEIGHT) for path in (polygon(*points), dot((60, 45), radius)))
    assert area(shape & disc) <= min(area(shape), area(disc)) + 1e-6


def test_a_shape_and_its_mirror_image_add_up():
    half = svg("M60 10 L90 10 L90 60 L60 60 Z")
    assert covered(half + half.mirrored(60)) == pytest.approx(3000, rel=0.01)


def test_a_smooth_line_goes_through_its_points():
    points = [(10, 10), (40, 60), (80, 20), (110, 70)]
    curve = smooth(points).points
    assert all(min(math.dist(point, other) for other in curve) < 1e-6 for point in points)


def test_places_along_a_line_are_evenly_spaced():
    places = [at for at, _ in along(polygon((0, 0), (30, 0), (30, 40)), 10)]
    assert places == [(0, 0), (10, 0), (20, 0), (30, 0), (30, 10), (30, 20), (30, 30), (30, 40)]


def test_paint_covers_mixes_and_shades():
    canvas = Canvas(WIDTH, HEIGHT, WHITE)
    canvas.fill(box(0, 0, 40, 90), Flat(RED))
    canvas.fill(box(40, 0, 40, 90), Flat(BLACK, 0.5))
    canvas.fill(box(80, 0, 40, 90), Down(0, WHITE, 90, BLACK))
    rows = list(canvas.rows())
    assert rows[50][:3] == bytes(RED)
    assert rows[50][180:183] == bytes([127, 127, 127])
    assert rows[2][300] > rows[45][300] > rows[88][300]


def test_paint_can_run_across():
    canvas = Canvas(WIDTH, HEIGHT, WHITE)
    canvas.fill(box(0, 0, 120, 90), Across(((20, RED), (100, BLACK))))
    row = next(canvas.rows())
    assert row[:3] == bytes(RED)
    assert row[-3:] == bytes(BLACK)
    assert row[180] == pytest.approx(100, abs=2)


def test_a_shadow_is_soft():
    canvas = Canvas(WIDTH, HEIGHT, WHITE)
    canvas.shadow(box(40, 30, 40, 30), 0, 0, 10, 0.5, BLACK)
    row = list(canvas.rows())[45][::3]
    assert row[60] < row[42] < row[36] < row[20] == 255
    assert row[60] == pytest.approx(128, abs=12)


@pytest.mark.parametrize(
    "text", ["#C3202F", "#F8F6F1", "#232328", "#6C7042", "#808080", "#000000", "#FFFFFF"]
)
def test_a_colour_grows_lighter_and_deeper(text):
    colour = Colour.parse(text)
    lighter, deeper = colour.lighter(0.3), colour.deeper(0.3)
    assert all(0 <= part <= 255 for part in (*lighter, *deeper))
    assert deeper.luminance <= colour.luminance
    assert lighter.luminance >= colour.luminance or text == "#FFFFFF"
