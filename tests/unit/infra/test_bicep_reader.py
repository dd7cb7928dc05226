"""The reader behind the agreement tests: what it takes for a value, and that it does not guess."""

import pytest

from tests.unit.infra.bicep import Expression, Unreadable, read, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it\\'s'", "it's"),
        ("-3", -3),
        ("[true, null]", [True, None]),
        ("{ a: 1, 'b-c': [\n  'x'\n  'y, z'\n] }", {"a": 1, "b-c": ["x", "y, z"]}),
        ("[for one in many: { name: one }]", {"name": "one"}),
        ("[for (one, n) in many: if (one.most > 0) { n: 1 }]", {"n": 1}),
        ("if (there) { a: 'b' }", {"a": "b"}),
    ],
)
def test_what_is_written_out_becomes_pythons(text: str, value: object) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "name",
        "'a${b}'",
        "'a' == b ? 'c' : 'd'",
        "union({ a: 1 }, b)",
        "a ? { b: 1 } : { c: 2 }",
        "'a${b ? '}' : ']'}'",
    ],
)
def test_what_is_computed_stays_as_it_is_written(text: str) -> None:
    assert value_of(text) == text
    assert isinstance(value_of(text), Expression)
    assert value_of(f"{{ a: {text} }}") == {"a": text}


def test_a_file_is_read_statement_by_statement() -> None:
    module = read(
        "// of a shop\ntargetScope = 'subscription'\n@allowed(['a'])\nparam a string = 'a'\n@secure()\nparam b string\n"
        "var c = {\n  d: 1\n}\n"
        "@batchSize(1)\nresource f 'M.x/y@2025-01-01' existing = {\n  name: 'n'\n}\noutput g string = a\n"
    )
    assert module.params == {"a": "'a'", "b": None}
    assert module.variables == {"c": {"d": 1}}
    (found,) = module.of_type("M.x/y")
    assert (found.symbol, found.version, found.existing, found.body) == (
        "f",
        "2025-01-01",
        True,
        {"name": "n"},
    )


def test_what_it_does_not_know_is_an_error_and_no_empty_answer() -> None:
    with pytest.raises(Unreadable):
        read("resource a 'M.x/y@2025-01-01' = made(b)\n")
    with pytest.raises(Unreadable):
        value_of("{ ...other }")
