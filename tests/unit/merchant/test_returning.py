"""Where somebody is led after signing in: one of our own pages, whatever was asked for."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from merchant.web.returning import HOME, own_page

HERE = "https://shop.example/console/sign-in/x"


@pytest.mark.parametrize(
    "path",
    [
        "/console",
        "/console/alerts",
        "/console/people",
        "/console/alerts/0b9a2c9e-0000-4000-8000-000000000001",
    ],
)
def test_our_own_pages_are_returned_to(path: str) -> None:
    assert own_page(path) == path


@given(
    st.one_of(
        st.text(), st.text(alphabet="/\\.%2ef:@?#console-evil\t\r\n\0").map(lambda text: f"/console{text}")
    )
)
@example("//evil.example")
@example("/\\evil.example")
@example("/%2f%2fevil.example")
@example("/%5cevil.example")
@example("\t//evil.example")
@example("/console\n")
@example("/console/\u0661")
@example("/console/..//evil.example")
@example("/console?next=//evil.example")
@example("https:evil.example")
@example("javascript:alert(1)")
def test_nothing_leads_out_of_the_console(text: str) -> None:
    page = own_page(text)
    parts = urlsplit(urljoin(HERE, page))
    assert (parts.scheme, parts.netloc, parts.query) == ("https", "shop.example", "")
    assert parts.path == page
    assert page == HOME or page.startswith(f"{HOME}/")
    assert page.isascii()
    assert page.isprintable()
