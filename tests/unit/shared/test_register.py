"""The register of what customers write, over a table of lines made for it. Half of them were not looked at in the making."""

import json
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.register import Register, register_of

ROWS = json.loads(Path(__file__).with_name("registers.json").read_text("utf-8"))
TUNED, HELD_OUT = "tuned", "held out"
LEAST = {TUNED: 0.97, HELD_OUT: 0.95}


def half_of(text: str) -> str:
    return HELD_OUT if crc32(text.encode()) % 2 else TUNED


@pytest.mark.parametrize("half", LEAST)
def test_so_many_lines_are_heard_rightly(half: str) -> None:
    rows = [row for row in ROWS if half_of(row["text"]) == half]
    wrong = [
        row for row in rows if register_of([row["text"]], before=row.get("before", [])) != row["register"]
    ]
    assert len(rows) >= 75
    assert 1 - len(wrong) / len(rows) >= LEAST[half], wrong


def test_the_table_has_every_register() -> None:
    assert {row["register"] for row in ROWS} == set(Register)
    assert len({json.dumps(row) for row in ROWS}) == len(ROWS) >= 150


@pytest.mark.parametrize(
    ("silent", "register"),
    [(beside, register) for beside in ("XL", "2XL", "40", "٤٠", "👗", "DR-102", "25jd", "https://a.example/p/x3y", "@zara.jo", "ok")
     for register in Register],
)  # fmt: skip
def test_sizes_codes_and_addresses_change_nothing(silent: str, register: Register) -> None:
    line = next(row["text"] for row in ROWS if row["register"] == register and "before" not in row)
    assert register_of([line, silent]) == register_of([f"{silent} {line}"]) == register
    if register is not Register.MIXED:
        assert register_of([silent], before=[line]) == register


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_every_text_has_a_register(texts: list[str], before: list[str]) -> None:
    assert register_of(texts, before=before) in Register


@given(st.text("0123456789٠١٢٣٤٥٦٧٨٩ .,،؟?!…👗🌷❤️+-()"))
def test_what_has_no_letters_takes_the_earlier_register(text: str) -> None:
    assert register_of([text], before=["bdi fustan a7mar"]) is Register.ARABIZI
