"""What some bytes are, by their own first bytes: the kinds of media that Instagram hands on, and nothing else.

A header is what a server says of its answer, and lookaside.fbsbx.com says `image/jpeg` of pages too. Only containers are
told apart: an mp4 or ogg may hold sound alone, which the event that brought its address knows.
Source for what comes: Meta, "Send messages" (image, audio, video, file), since customers may send what shops may.
"""

from dataclasses import dataclass

MB = 1024 * 1024
#: Bytes after which nothing more is learnt.
HEAD = 64


@dataclass(frozen=True, slots=True)
class Kind:
    content_type: str
    most: int  #: bytes


_IMAGE, _REST = 8 * MB, 25 * MB
JPEG, PNG, GIF, WEBP = (Kind(f"image/{name}", _IMAGE) for name in ("jpeg", "png", "gif", "webp"))
MP4, OGG_VIDEO = Kind("video/mp4", _REST), Kind("video/ogg", _REST)
M4A, AAC, WAV, OGG = (Kind(f"audio/{name}", _REST) for name in ("mp4", "aac", "wav", "ogg"))
PDF = Kind("application/pdf", _REST)
KINDS = (JPEG, PNG, GIF, WEBP, MP4, OGG_VIDEO, M4A, AAC, WAV, OGG, PDF)

_STARTS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"%PDF-": PDF,
}
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV}
#: Major brands of ISO 14496-12. Pictures (`avif`, `heic`) come in the same box and are none of ours.
_BRANDS = {
    **dict.fromkeys((b"M4A ", b"M4B "), M4A),
    **dict.fromkeys((b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"mmp4", b"f4v "), MP4),
    **dict.fromkeys((b"iso%d" % number for number in range(2, 10)), MP4),
    **dict.fromkeys((b"3gp%d" % number for number in range(4, 8)), MP4),
}
_PAGE = (b"<!doctype", b"<html", b"<head", b"<?xml")


def kind_of(head: bytes) -> Kind | None:
    """None for what is none of them, a page above all."""
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head[:4] == b"OggS":
        return OGG_VIDEO if b"\x80theora" in head[:HEAD] else OGG
    # ADTS: twelve bits of one, and a layer that is always 0.
    if len(head) >= 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return AAC
    return None


def is_page(head: bytes) -> bool:
    """For the reason that is told; a page that is not recognised as one is of an unknown kind all the same."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE)
