"""The main text of a web page: its headings and paragraphs, without menus, footers, scripts and what is hidden.

What a reader does not see is no part of it: a hidden sentence could only be meant for a machine.
"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from catalog.sources.blocks import Block, Reading, cleaned, readable
from shared.errors import SourceUnusable

if TYPE_CHECKING:
    from resiliparse.parse.html import HTMLTree

#: What pages in Arabic were written in before UTF-8; the first is what Windows writes.
_ARABIC = ("cp1256", "iso-8859-6")
#: A text with more of these is in no encoding that we know.
_MOST_UNREADABLE = 0.01
_MAIN = "main, [role=main]"
_NO_TEXT = (
    "nav",
    "aside",
    "footer",
    "form",
    "dialog",
    "noscript",
    "template",
    "[role=navigation]",
    "[role=dialog]",
)
_UNSEEN = (
    *("[hidden]", "[aria-hidden=true]", '[style*="display:none"]', '[style*="display: none"]'),
    *('[style*="visibility:hidden"]', '[style*="visibility: hidden"]', ".visually-hidden", ".sr-only"),
)
#: Questions that unfold are buttons, and the extraction takes buttons for no text.
_UNFOLDS = "button[aria-expanded], button[aria-controls], summary"
_IN_HEADING = "h1 button, h2 button, h3 button, h4 button, h5 button, h6 button"


def read_page(content: bytes, charset: str | None) -> Reading:
    """Raises SourceUnusable."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(decoded(content, charset))
    if tree.body is None:
        raise SourceUnusable("no_text", "there is no text in it")
    _as_text(tree, _IN_HEADING, "span")
    _as_text(tree, _UNFOLDS, "p")
    main = tree.body.query_selector(_MAIN)
    text = extract_plain_text(
        (main or tree.body).html,
        preserve_formatting="minimal_html",
        alt_texts=False,
        skip_elements=[*_NO_TEXT, *_UNSEEN, *(() if main else ("header",))],
    )
    blocks = _Blocks()
    blocks.feed(text)
    blocks.close()
    title = " ".join(cleaned(tree.title or "").split())
    return readable(Reading(title[:200], tuple(blocks.found())))


def _as_text(tree: "HTMLTree", those: str, tag: str) -> None:
    assert tree.body is not None
    for element in tree.body.query_selector_all(those):
        shown = tree.create_element(tag)
        assert shown is not None
        shown.text = element.text or ""
        element.replace_with(shown)


def decoded(content: bytes, charset: str | None) -> str:
    """UTF-8 is recognised by itself, whatever is declared. Of what else it may be, that in which Arabic is Arabic."""
    from resiliparse.parse.encoding import detect_encoding

    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = (charset, detect_encoding(content, from_html_meta=True), *_ARABIC)
    known = [name for name in named if name and _is_known(name)]
    text = max((content.decode(name, "replace") for name in known), key=_likeness)
    if _unreadable(text) > len(text) * _MOST_UNREADABLE:
        raise SourceUnusable("unreadable", "it is no text in an encoding that we know")
    return text


def _is_known(charset: str) -> bool:
    try:
        b"a".decode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True


def _likeness(text: str) -> int:
    """Every second Arabic word begins with the article."""
    return text.count("ال") - _unreadable(text)


def _unreadable(text: str) -> int:
    return sum(not (sign.isprintable() or sign.isspace()) or sign == "\ufffd" for sign in text)


class _Blocks(HTMLParser):
    """Of the few tags that the extraction leaves; a table's cells come as tabs and its rows as lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Block] = []
        self._said: list[str] = []
        self._level = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's
        if re.fullmatch("h[1-6]", tag):
            self._end()
            self._level = int(tag[1])
        elif tag == "li":
            self._said.append("• ")

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._end()
            self._level = 0

    def handle_data(self, data: str) -> None:
        self._said.append(unescape(data))

    def found(self) -> list[Block]:
        self._end()
        return self._found

    def _end(self) -> None:
        for paragraph in re.split(r"\n[ \t]*\n", cleaned("".join(self._said))):
            lines = (" ".join(line.split()) for line in paragraph.split("\n"))
            if text := "\n".join(line for line in lines if line):
                self._found.append(Block(text, self._level))
        self._said.clear()
