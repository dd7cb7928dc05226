"""What a shop has typed for an address becomes one that Meta takes, or none."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reply.addresses import media_address, web_address
from tests.unit.reply.texts import texts


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        pytest.param("https://shop.example/dress.jpg?w=600#top", "https://shop.example/dress.jpg?w=600#top", id="as it should be"),
        pytest.param(" HTTPS://Shop.Example/A\n", "https://shop.example/A", id="blanks around, and a host in capitals"),
        pytest.param("https://shop.example/فستان أحمر.jpg", "https://shop.example/%D9%81%D8%B3%D8%AA%D8%A7%D9%86%20%D8%A3%D8%AD%D9%85%D8%B1.jpg", id="an Arabic file name with a blank"),
        pytest.param("https://shop.example/%D9%81?q=%20&r=ع", "https://shop.example/%D9%81?q=%20&r=%D8%B9", id="what is encoded already stays so"),
        pytest.param("https://متجر.example/", "https://xn--pgbep1f.example/", id="an Arabic host"),
        pytest.param("http://shop.example:8080/a", "http://shop.example:8080/a", id="a port"),
        pytest.param("http://[::1]:7401/a.png", "http://[::1]:7401/a.png", id="a host of numbers"),
        pytest.param("https://shop.example/" + "a" * 2027, "https://shop.example/" + "a" * 2027, id="as long as anyone takes"),
        pytest.param("https://shop.example/" + "a" * 2028, None, id="longer"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="none"),
        pytest.param("shop.example/a.jpg", None, id="no scheme"),
        pytest.param("//shop.example/a.jpg", None, id="half a scheme"),
        pytest.param("ftp://shop.example/a.jpg", None, id="another scheme"),
        pytest.param("javascript:alert(1)//https://shop.example", None, id="a script"),
        pytest.param("data:image/png;base64,AAAA", None, id="the picture itself"),
        pytest.param("https://", None, id="no host"),
        pytest.param("https://a..b/", None, id="a host that cannot be"),
        pytest.param("https://<b>.example/", None, id="a host that is none"),
        pytest.param("https://bank.example@evil.example/", None, id="a name that poses as a host"),
        pytest.param("https://shop.example:99999/", None, id="a port that cannot be"),
        pytest.param("https://[shop]/", None, id="brackets without numbers"),
        pytest.param("https://shop.example/a\nb", None, id="two lines"),
    ],
)  # fmt: skip
def test_web_addresses(typed: str | None, address: str | None) -> None:
    assert web_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        pytest.param("https://shop.example/a.jpg", True, id="over https"),
        pytest.param("http://shop.example/a.jpg", False, id="over http"),
        pytest.param("http://127.0.0.1:7401/a.jpg", True, id="the local world's"),
        pytest.param("http://127.0.0.1.evil.example/a.jpg", False, id="what only begins like it"),
    ],
)
def test_what_meta_fetches_is_fetched_over_https(typed: str, *, taken: bool) -> None:
    assert (media_address(typed) is not None) is taken


@given(texts | st.builds("https://{}/{}".format, texts, texts))
def test_whatever_is_typed_the_address_is_plain_ascii_with_a_host_and_stays_as_it_is(typed: str) -> None:
    address = web_address(typed)
    if address is not None:
        assert address.isascii()
        assert address.isprintable()
        assert " " not in address
        assert urlsplit(address).scheme in {"http", "https"}
        assert urlsplit(address).hostname
        assert web_address(address) == address
