"""The main text of a web page: its headings and paragraphs, without menus, footers, scripts and what is hidden.

What a reader does not see is no part of it: a hidden sentence could only be meant for a machine.
"""

import re
from html import unescape
from html.parser import HTMLParser

from catalog.sources.blocks import Block, Reading, cleaned, readable
from shared.errors import SourceUnusable

#: Windows writes Arabic in it, and pages that name ISO-8859-6 mean it.
_ARABIC = "cp1256"
#: A text with more of these is in no encoding that we know.
_MOST_UNREADABLE = 0.01
# Questions that unfold are buttons, and buttons are no text: inside a heading they are all that it says.
_BUTTON_IN_HEADING = re.compile(
    r"(<h[1-6][^<>]*>\s*)<button\b[^<>]*>([^<>]*(?:<(?!/button)[^<>]*>[^<>]*)*)</button>", re.IGNORECASE
)


def read_page(content: bytes, charset: str | None) -> Reading:
    """Raises SourceUnusable."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    html = _BUTTON_IN_HEADING.sub(r"\1\2", decoded(content, charset))
    text = extract_plain_text(
        html, preserve_formatting="minimal_html", main_content=True, links=False, alt_texts=False
    )
    blocks = _Blocks()
    blocks.feed(text)
    blocks.close()
    title = cleaned(HTMLTree.parse(html).title or "")
    return readable(Reading(" ".join(title.split())[:200], tuple(blocks.found())))


def decoded(content: bytes, charset: str | None) -> str:
    """UTF-8 is recognised by itself, whatever is declared; then what header and page declare is tried."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = charset or detect_encoding(content, from_html_meta=True) or _ARABIC
    text = bytes_to_str(content, declared, fallback_encodings=(_ARABIC,))
    wrong = sum(not (sign.isprintable() or sign.isspace()) or sign == "\ufffd" for sign in text)
    if wrong > len(text) * _MOST_UNREADABLE:
        raise SourceUnusable("unreadable", "it is no text in an encoding that we know")
    return text


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
