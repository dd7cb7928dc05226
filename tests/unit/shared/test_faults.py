"""An exception is told by its class and by where it was raised."""

from pathlib import Path

import pytest

from shared.errors import ModelRefused, Unexpected
from shared.faults import raised_in, sentence_of, told

SECRET = "call 0791234567"
HERE = Path(__file__).relative_to(Path(__file__).parents[3]).as_posix()


def outer(text: str) -> int:
    return inner(text)


def inner(text: str) -> int:
    return int(text)


def endless(text: str) -> int:
    return endless(text)


def raised(work: object) -> Exception:
    assert callable(work)
    with pytest.raises(Exception) as caught:  # noqa: PT011  # of any class
        work(SECRET)
    return caught.value


def test_only_frames_of_ours_are_named_the_innermost_last() -> None:
    first, *_, last_but_one, last = raised_in(raised(outer))
    assert first.startswith(f"{HERE}:")
    assert first.endswith(" raised")
    assert (last_but_one.split()[1], last.split()[1]) == ("outer", "inner")


def test_what_a_library_raises_ends_where_we_called_it() -> None:
    """`Path.read_text` fails inside the standard library, pydantic inside a package below our own folder."""

    def reads(text: str) -> str:
        return Path(text).read_text(encoding="utf-8")

    def validates(text: str) -> object:
        from shared.contracts import Inbound, _decoder

        return _decoder(Inbound).validate_python({"account": text})

    for work in (reads, validates):
        assert raised_in(raised(work))[-1].split()[1] == work.__name__


def test_of_an_endless_recursion_the_end_is_enough() -> None:
    assert len(raised_in(raised(endless))) == 12


def test_an_exception_that_is_not_ours_is_raised_as_class_and_stage() -> None:
    error = told(raised(outer), "turns")
    assert isinstance(error, Unexpected)
    assert str(error) == "ValueError in turns"
    assert sentence_of(raised(outer)) == ""


def test_an_error_of_ours_stays_what_it_is() -> None:
    error = ModelRefused("the model answered 400: no code")
    assert told(error, "turns") is error
    assert sentence_of(error) == "the model answered 400: no code"
