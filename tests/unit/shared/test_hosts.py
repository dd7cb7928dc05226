"""Which addresses of media are followed: Meta's, by their whole suffix, and the local world's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.hosts import MAX_LINK, media_link


@pytest.mark.parametrize(
    "address",
    [
        "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s",
        "https://scontent.cdninstagram.com/v/t51/1_n.jpg?_nc_cat=1&oh=00_AB",
        "https://instagram.famm7-1.fna.fbcdn.net/v/t51.jpg",
        "https://fbcdn.net:443/a",
        "https://LOOKASIDE.FBSBX.COM/a",
        "http://127.0.0.1:7403/media/1.jpg",
        "http://localhost/a",
        "http://[::1]:80/a",
    ],
)
def test_metas_media_and_the_local_world_are_followed_as_they_are(address: str) -> None:
    assert media_link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://lookaside.fbsbx.com/a", id="not encrypted"),
        pytest.param("https://127.0.0.1/a", id="loopback has no certificate"),
        pytest.param("https://evilfbsbx.com/a", id="the suffix inside a word"),
        pytest.param("https://fbsbx.com.evil.example/a", id="the suffix in the middle"),
        pytest.param("https://lookaside.fbsbx.com./a", id="a dot behind the name"),
        pytest.param("https://lookaside.fbsbx.com@evil.example/a", id="the host as a user"),
        pytest.param("https://u:p@lookaside.fbsbx.com/a", id="a user and a password"),
        pytest.param("https://@lookaside.fbsbx.com/a", id="an empty user"),
        pytest.param("https://lookaside.fbsbx.com:8443/a", id="another port"),
        pytest.param("https://lookaside.fbsbx.com:x/a", id="a port that is none"),
        pytest.param("https://evil.example\\.fbsbx.com/a", id="a backslash"),
        pytest.param("https://evil.example#.fbsbx.com/a", id="a fragment for a host"),
        pytest.param("https://evil.example?.fbsbx.com/a", id="a query for a host"),
        pytest.param("https://lookaside.fbsbx.com/a b", id="a blank"),
        pytest.param("https://lookaside.fbsbx.com/\ta", id="a tab, which parsers drop"),
        pytest.param("https://lookaside.fbsbx.com/\n", id="a line break"),
        pytest.param("https://lookaside.fbsbx.com/ف", id="a letter that is not escaped"),
        pytest.param("https://ⓕbsbx.com/a", id="a letter that normalises to f"),
        pytest.param("https://[lookaside.fbsbx.com]/a", id="brackets around no address"),
        pytest.param("https://[::1/a", id="a bracket that is not closed"),
        pytest.param("http://169.254.169.254/latest", id="the cloud's own"),
        pytest.param("http://2130706433/a", id="loopback as a number"),
        pytest.param("ftp://lookaside.fbsbx.com/a", id="another scheme"),
        pytest.param("//lookaside.fbsbx.com/a", id="no scheme"),
        pytest.param("https:lookaside.fbsbx.com/a", id="no slashes"),
        pytest.param("https://", id="no host"),
        pytest.param("https://www.instagram.com/p/C1/", id="a page of Instagram"),
        pytest.param("https://lookaside.fbsbx.com/" + "a" * MAX_LINK, id="too long"),
        pytest.param("", id="nothing"),
        pytest.param(None, id="null"),
        pytest.param(["https://lookaside.fbsbx.com/a"], id="a list"),
    ],
)
def test_anything_else_is_dropped(address: object) -> None:
    assert media_link(address) is None


@given(st.text(max_size=40) | st.from_regex(r"https?://[!-~]{0,30}(fbsbx\.com)?[:/@\[\]#?!-~]{0,20}"))
def test_no_text_raises_and_what_is_followed_fits(address: str) -> None:
    assert media_link(address) in {None, address}
