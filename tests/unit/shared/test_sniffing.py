"""What bytes are, by the bytes: every kind by the start that its format gives it, and nothing by a likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.sniffing import HEAD, KINDS, MB, is_page, kind_of

STARTS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "image/jpeg"),
    (b"\xff\xd8\xff\xe1\x00\x10Exif\x00", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
    (b"GIF87a\x01\x00", "image/gif"),
    (b"GIF89a\x01\x00", "image/gif"),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", "video/mp4"),
    (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41", "video/mp4"),
    (b"\x00\x00\x00\x18ftypiso5", "video/mp4"),
    (b"\x00\x00\x00\x18ftyp3gp5", "video/mp4"),
    (b"\x00\x00\x00\x1cftypM4A \x00\x00\x02\x00", "audio/mp4"),
    (b"\xff\xf1\x50\x80\x02\x1f\xfc", "audio/aac"),
    (b"\xff\xf9\x50\x80\x02\x1f\xfc", "audio/aac"),
    (b"RIFF\x24\x08\x00\x00WAVEfmt ", "audio/wav"),
    (b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead", "audio/ogg"),
    (b"OggS\x00\x02" + bytes(20) + b"\x01\x2a\x80theora", "video/ogg"),
    (b"%PDF-1.7\n", "application/pdf"),
]
OTHERS = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"<!DOCTYPE html><html>", id="a page"),
    pytest.param(b"hello", id="a text"),
    pytest.param(b"\x00\x00\x00\x1cftypavif", id="a picture in a box of films"),
    pytest.param(b"\x00\x00\x00\x1cftypheic", id="a picture of another phone"),
    pytest.param(b"RIFF\x24\x00\x00\x00AVI ", id="another film in RIFF"),
    pytest.param(b"RIFF", id="RIFF and no more"),
    pytest.param(b"\xff\xfb\x90\x64", id="mp3, which Instagram does not hand on"),
    pytest.param(b"\xff\xd8", id="half a jpeg's mark"),
    pytest.param(b"\xff", id="one byte"),
    pytest.param(b"\x1f\x8b\x08\x00", id="gzip"),
    pytest.param(b"PK\x03\x04", id="zip"),
    pytest.param(b"MZ\x90\x00", id="a program"),
    pytest.param(b" %PDF-1.7", id="not at the start"),
]


@pytest.mark.parametrize(("start", "content_type"), STARTS)
def test_each_kind_is_known_by_how_it_starts(start: bytes, content_type: str) -> None:
    kind = kind_of(start)
    assert kind is not None
    assert kind.content_type == content_type
    assert kind.most == (8 if content_type.startswith("image/") else 25) * MB


def test_every_kind_was_met() -> None:
    assert {content_type for _, content_type in STARTS} == {kind.content_type for kind in KINDS}


@pytest.mark.parametrize("start", OTHERS)
def test_whatever_else_it_is_it_is_none_of_them(start: bytes) -> None:
    assert kind_of(start) is None


@pytest.mark.parametrize(
    "start", [b"<!doctype html>", b"\xef\xbb\xbf<!DOCTYPE html>", b"\r\n <HTML lang=ar>", b"<?xml version"]
)
def test_a_page_is_told_as_one(start: bytes) -> None:
    assert is_page(start)


@given(st.sampled_from(STARTS), st.binary())
def test_what_comes_after_the_start_changes_nothing(start: tuple[bytes, str], rest: bytes) -> None:
    padded = start[0].ljust(HEAD, b"\x00")
    assert kind_of(padded + rest) == kind_of(padded) == kind_of(start[0])


@given(st.binary(max_size=HEAD))
def test_no_bytes_raise_and_none_are_both_a_page_and_media(head: bytes) -> None:
    assert kind_of(head) in {None, *KINDS}
    assert not (is_page(head) and kind_of(head))
