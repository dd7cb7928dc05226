"""Links that a tool has given are no claims of a reply; all others are."""

import json

import pytest

from process.links import without_links

SHORT, LONG = "https://dar.example/a", "https://dar.example/a/2026?x=1&y=<2>"
RESULTS = [
    json.dumps({"passages": [{"text_en": "x", "source": {"read_more_at": link}}]}) for link in (SHORT, LONG)
] + [
    json.dumps({"products": [{"sku": "https://dar.example/7"}]}),
    json.dumps({"passages": [{"text_en": "y"}]}),
]


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        (f"Read {LONG} or {SHORT}.", "Read   or  ."),
        (f"{SHORT}5 JOD", " 5 JOD"),
        (
            "https://dar.example/7 and https://other.example/45",
            "https://dar.example/7 and https://other.example/45",
        ),
        ("", ""),
    ],
)
def test_only_links_of_this_turns_sources_are_left_out(reply: str, left: str) -> None:
    assert without_links(reply, RESULTS) == left
