"""What no catalogue should be, and some are: each is told where it stands, good rows are kept, and the memory stays small."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from catalog.sources.export import writer_of
from catalog.sources.faults import MOST_QUOTED, RowFault
from tests.support.catalogues import read, replaced_in, workbook, written

MEGABYTE = 1 << 20
GOOD = "GOOD,Shirt,10\n"
SHEET = "sku,name,price\n"
DAY = datetime(2026, 12, 25, tzinfo=UTC).replace(tzinfo=None)
ITEM = "<item><g:id>{}</g:id><title>Shirt</title><g:price>{}</g:price><g:availability>in stock</g:availability>{}</item>"
FEED = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{}</channel></rss>'

Write = Callable[[Path], Path]


def csv(content: str | bytes) -> Write:
    """HUGE and LINES stand for 20 MB, made when they are written."""
    if isinstance(content, bytes):
        return lambda folder: written(folder, content)
    return lambda folder: written(
        folder,
        content.replace("HUGE", "x" * 20 * MEGABYTE).replace("LINES", ("x" * 99 + "\n") * (MEGABYTE // 5)),
    )


def xlsx(*rows: list[Any]) -> Write:
    return lambda folder: workbook(folder, [["sku", "name", "price"], *rows])


def bomb(folder: Path) -> Path:
    """30 MB of blanks in a sheet: some 30 KB as a file."""
    path = workbook(folder, [["sku", "name", "price"], ["A", "Shirt", 1]])
    return replaced_in(path, "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (30 * MEGABYTE))


def entities_in_a_workbook(folder: Path) -> Path:
    path = workbook(folder, [["sku", "name", "price"], ["A", "Shirt", 1]])
    sheet = ZipFile(path).read("xl/worksheets/sheet1.xml").split(b"?>", 1)[-1]
    return replaced_in(path, "xl/worksheets/sheet1.xml", b'<!DOCTYPE w [<!ENTITY a "b">]>' + sheet)


def other_zip(folder: Path) -> Path:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "no workbook")
    return written(folder, content.getvalue(), "catalogue.xlsx")


BILLION_LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
    + FEED.format(ITEM.format("A", "1 JOD", "<description>&i;</description>"))
)  # fmt: skip
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + FEED.format("<item>&x;</item>")

#: Each with the place of its fault and a word of what was expected; with True when a good row beside it is taken.
BAD: list[Any] = [
    pytest.param(csv(SHEET.encode() + "".join(f"A{n},قميص,1\n" for n in range(40)).encode() + b"BAD,\xd9\xff,1\n" + GOOD.encode()), (42, "name"), "UTF-8", ["GOOD"], id="a few broken letters in UTF-8"),
    pytest.param(csv((SHEET + "A,طاولة,1\n").encode("iso8859-6")), (0, "file"), "UTF-8", [], id="an encoding that is not sure"),
    pytest.param(csv(SHEET.encode() + b"\xff\xfe\xfa" * 50), (0, "file"), "UTF-8", [], id="no text at all"),
    pytest.param(csv(""), (0, "file"), "not empty", [], id="an empty file"),
    pytest.param(csv("\n\n , \n"), (0, "file"), "header", [], id="blank lines only"),
    pytest.param(csv("name,colour\nShirt,red\n" * 1000), (1, "sku, price"), "رمز", [], id="missing columns, told once"),
    pytest.param(csv(f"{SHEET}A,Hat,-5\n{GOOD}"), (2, "price"), "below zero", ["GOOD"], id="a negative price"),
    pytest.param(csv(f"{SHEET}A,Hat,(5)\n{GOOD}"), (2, "price"), "below zero", ["GOOD"], id="a negative price as accountants write it"),
    pytest.param(csv(f"{SHEET}A,Hat,1.2345\n{GOOD}"), (2, "price"), "3 decimals", ["GOOD"], id="more decimals than fils"),
    pytest.param(csv(f'{SHEET}A,Hat,"1,250"\n{GOOD}'), (2, "price"), "1.250 or 1250", ["GOOD"], id="a comma that may be either"),
    pytest.param(csv(f"{SHEET}A,Hat,10 or 12\n{GOOD}"), (2, "price"), "no other words", ["GOOD"], id="two prices"),
    pytest.param(csv(f"{SHEET}A,Hat,9999999999\n{GOOD}"), (2, "price"), "price", ["GOOD"], id="a price of ten digits"),
    pytest.param(csv(f"{SHEET}A,Hat,\n{GOOD}"), (2, "price"), "price", ["GOOD"], id="no price"),
    pytest.param(csv(f"{SHEET},Hat,5\n{GOOD}"), (2, "sku"), "own code", ["GOOD"], id="no code"),
    pytest.param(csv(f"{SHEET}{'A' * 101},Hat,5\n{GOOD}"), (2, "sku"), "100", ["GOOD"], id="a code that is too long"),
    pytest.param(csv(f"{SHEET}A\x00,Hat,5\n{GOOD}"), (2, "sku"), "pattern", ["GOOD"], id="a NUL in a code"),
    pytest.param(csv(f"{SHEET}{GOOD}GOOD,Hat,5\n"), (3, "sku"), "row 2 has it already", ["GOOD"], id="a code twice"),
    pytest.param(csv(f"{SHEET}A,Hat,5,surplus\n{GOOD}"), (2, ""), "separator", ["GOOD"], id="more cells than columns"),
    pytest.param(csv(f"{SHEET}A,HUGE,5\n{GOOD}"), (2, ""), "120,000", ["GOOD"], id="a cell of 20 MB"),
    pytest.param(csv(f'{SHEET}A,"LINES",5\n{GOOD}'), (2, ""), "120,000", ["GOOD"], id="a quoted cell of 20 MB and many lines"),
    pytest.param(csv(f"{SHEET}A,{'x' * 11_000},5\n{GOOD}"), (2, "name"), "500", ["GOOD"], id="a name of 11,000 letters"),
    pytest.param(csv(f"sku,name,price,image\nA,Hat,5,http://shop.example/a.jpg\n{GOOD}"), (2, "image"), "https", ["GOOD"], id="a picture without https"),
    pytest.param(csv(f'sku,name,price,size,stock\nA,Hat,5,"S, M","1, 2, 3"\n{GOOD}'), (2, "stock"), "as many", ["GOOD"], id="counts for other sizes"),
    pytest.param(csv(f"sku,name,price,stock\nA,Hat,5,-3\n{GOOD}"), (2, "stock"), "whole number", ["GOOD"], id="less than none"),
    pytest.param(csv(f"sku,name,price,currency\nA,Hat,5,bananas\n{GOOD}"), (2, "currency"), "JOD", ["GOOD"], id="no currency"),
    pytest.param(xlsx(["A", "Hat", DAY], ["GOOD", "Shirt", 1]), (2, "price"), "date", ["GOOD"], id="a date that Excel made of a price"),
    pytest.param(xlsx(["A", "Hat", "#REF!"], ["GOOD", "Shirt", 1]), (2, "price"), "formula", ["GOOD"], id="an error of Excel's own"),
    pytest.param(bomb, (0, "file"), "200 times", [], id="a workbook that is a zip bomb"),
    pytest.param(entities_in_a_workbook, (0, "file"), "entities", [], id="a workbook with entities"),
    pytest.param(other_zip, (0, "file"), "workbook", [], id="a zip file of something else"),
    pytest.param(csv(b"PK\x03\x04 broken"), (0, "file"), "workbook", [], id="half a zip file"),
    pytest.param(csv(b"\xd0\xcf\x11\xe0" + bytes(600)), (0, "file"), ".xlsx", [], id="an old or locked workbook"),
    pytest.param(csv(BILLION_LAUGHS), (0, "file"), "entities", [], id="a billion laughs"),
    pytest.param(csv(OUTSIDE), (0, "file"), "entities", [], id="an entity from outside"),
    pytest.param(csv(FEED.format(ITEM.format("GOOD", "1 JOD", "") + ITEM.format("B", "1 JOD", "<description>HUGE</description>"))), (2, "description"), "60,000", ["GOOD"], id="an item of 20 MB"),
    pytest.param(csv(FEED.format(ITEM.format("GOOD", "1 JOD", ""))[:-8]), (1, "file"), "breaks at line 1", ["GOOD"], id="a feed that breaks off"),
    pytest.param(csv("<html><body>404</body></html>"), (0, "file"), "<item>", [], id="a page in place of a feed"),
    pytest.param(csv('{"sku": "A", "name": "Hat", "price": "x"}\n{"sku": "GOOD", "name": "Shirt", "price": 1}\n'), (1, "price"), "price", ["GOOD"], id="JSON with a fault"),
    pytest.param(csv('{"sku": "A", \n{"sku": "GOOD", "name": "Shirt", "price": 1}\n'), (1, ""), "object", ["GOOD"], id="a line that is no JSON"),
    pytest.param(csv('[{"sku": "GOOD", "name": "Shirt", "price": 1}, {"sku"'), (0, "file"), "JSON", ["GOOD"], id="a list that breaks off"),
    pytest.param(csv("[" * 100_000), (0, "file"), "JSON", [], id="JSON as deep as can be"),
]  # fmt: skip


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < megabytes * MEGABYTE, f"{peak / MEGABYTE:.0f} MB"


@pytest.mark.parametrize(("write", "place", "expected", "kept"), BAD)
def test_what_is_wrong_is_told_and_what_is_good_is_kept(
    tmp_path: Path, write: Write, place: tuple[int, str], expected: str, kept: list[str]
) -> None:
    path = write(tmp_path)
    with at_most(12):
        found = read(path)
    assert found.places == [place]
    assert expected in found.faults[0].expected
    assert len(found.faults[0].value) <= MOST_QUOTED
    assert [sku for sku in found.skus if sku == "GOOD"] == kept


def test_a_formula_is_a_text_and_nothing_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://evil.example";"x")'
    found = read(
        written(tmp_path, f'sku;name;price\nA;"{evil.replace(chr(34), chr(34) * 2)}";1\nB;Hat;{evil[:5]}\n')
    )
    assert found.products[0].name_en == evil
    told = StringIO()
    for fault in (*found.faults, RowFault.of(1, "+1", "@SUM(A1)", "-1")):
        writer_of(told)(fault)
    assert "3,price,'=HYPE," in told.getvalue()
    assert "1,'+1,'@SUM(A1),'-1" in told.getvalue()


def test_as_many_faults_as_there_are_rows_are_all_told(tmp_path: Path) -> None:
    path = written(tmp_path, SHEET + "".join(f"A{n},Hat,no\n" for n in range(3000)))
    assert read(path).places == [(n, "price") for n in range(2, 3002)]
