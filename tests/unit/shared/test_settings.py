"""Settings: every problem at once, no secret ever shown, and tokens go to Meta only."""

import base64
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Misconfigured
from shared.model.families import ChatModel
from shared.secret import Secret
from shared.settings import (
    Settings,
    bus_connection_name,
    graph_host_is_allowed,
    namespace_count,
    read_settings,
)

RING = f"k1:{base64.b64encode(b'ring-secret-of-thirty-two-bytes!').decode()}"
GOOD = {
    "PUBLIC_URL": "https://shop.example/",
    "INSTAGRAM_APP_SECRETS": "new-app-secret, old-app-secret",
    "INSTAGRAM_VERIFY_TOKEN": "verify-secret",
    "DATABASE_URL": "postgresql://igshop:database-secret@db/igshop",
    "SEARCH_ENDPOINT": "https://shop.search.windows.net/",
    "SEARCH_API_KEY": "search-secret",
    "OPENAI_BASE_URL": "https://shop.openai.azure.com/openai/v1/",
    "OPENAI_API_KEY": "model-secret",
    "SECRET_KEY_RING": RING,
}


def test_what_is_set_is_read_and_the_rest_has_defaults() -> None:
    settings = read_settings(GOOD)
    assert settings.app_secrets == (b"new-app-secret", b"old-app-secret")
    assert settings.verify_token.reveal() == "verify-secret"
    assert settings.public_url == "https://shop.example"
    (search,) = settings.search_services
    assert (search.name, search.endpoint, search.limit) == ("main", "https://shop.search.windows.net", 15)
    assert settings.search_pilot == frozenset()
    assert (settings.graph_base_url, settings.graph_version) == ("https://graph.instagram.com", "v26.0")
    assert (settings.chat_models, settings.embedding_model) == (
        (ChatModel("gpt-4o", "gpt-4o"),),
        "text-embedding-3-small",
    )
    assert settings.service_bus_namespaces == 1
    assert settings.database_pool_size == 8


def test_a_process_takes_no_more_connections_than_it_is_given() -> None:
    assert read_settings(GOOD | {"DATABASE_POOL_SIZE": "2"}).database_pool_size == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_POOL_SIZE", "many"),
        ("DATABASE_POOL_SIZE", "1000"),
        ("GATEWAY_KEYS", "short"),
    ],
)
def test_a_number_or_key_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        read_settings(GOOD | {name: value})


def _push_key(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")


MAIL = {"MAIL_FROM": "alerts@shop.example"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://a%40b:p%2Fw@mail.example", ("mail.example", 465, True, False, "a@b", "p/w")),
        ("smtp://a:b@mail.example", ("mail.example", 587, False, True, "a", "b")),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, False, False, "", "")),
    ],
)
def test_a_mail_server_is_spoken_to_in_the_clear_on_this_machine_only(
    url: str, server: tuple[object, ...]
) -> None:
    mail = read_settings(GOOD | MAIL | {"SMTP_URL": url}).mail
    assert mail is not None
    read = (mail.host, mail.port, mail.implicit_tls, mail.needs_starttls, mail.user, mail.password.reveal())
    assert read == server
    assert mail.sender == "alerts@shop.example"


def test_push_and_mail_may_be_left_out() -> None:
    settings = read_settings(GOOD)
    assert (settings.web_push_key, settings.mail) == (None, None)
    key = read_settings(GOOD | {"WEB_PUSH_KEY": _push_key(7)}).web_push_key
    assert key is not None
    assert key.reveal() == _push_key(7)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        pytest.param({"SMTP_URL": "smtps://u:mail-secret@mail.example"}, "MAIL_FROM", id="nobody sends"),
        pytest.param(MAIL | {"SMTP_URL": "https://u:mail-secret@mail.example"}, "SMTP_URL", id="no SMTP"),
        pytest.param(MAIL | {"SMTP_URL": "smtp://u:mail-secret@"}, "SMTP_URL", id="no server"),
        pytest.param(MAIL | {"SMTP_URL": "smtp://u:mail-secret@h:x"}, "SMTP_URL", id="no port"),
        pytest.param({"WEB_PUSH_KEY": _push_key(0)}, "WEB_PUSH_KEY", id="zero is no key"),
        pytest.param({"WEB_PUSH_KEY": _push_key(2**256 - 1)}, "WEB_PUSH_KEY", id="beyond the curve"),
        pytest.param({"WEB_PUSH_KEY": "mail-secret"}, "WEB_PUSH_KEY", id="too short"),
    ],
)
def test_a_wrong_outlet_is_told_without_its_secret(wrong: dict[str, str], name: str) -> None:
    with pytest.raises(Misconfigured, match=name) as refusal:
        read_settings(GOOD | wrong)
    assert "mail-secret" not in str(refusal.value)


def test_an_empty_environment_is_told_in_one_error() -> None:
    with pytest.raises(Misconfigured) as error:
        read_settings({})
    missing = {line.split()[0] for line in str(error.value).splitlines()}
    assert missing == GOOD.keys() - {"SEARCH_API_KEY", "OPENAI_API_KEY"}


def test_what_is_wrong_is_told_together_with_what_is_missing() -> None:
    wrong = GOOD | {
        "DATABASE_URL": " ",
        "GRAPH_BASE_URL": "https://evil.example",
        "SERVICE_BUS_NAMESPACES": "none",
    }
    with pytest.raises(Misconfigured) as error:
        read_settings(wrong)
    assert {line.split()[0] for line in str(error.value).splitlines()} == {
        "GRAPH_BASE_URL",
        "DATABASE_URL",
        "SERVICE_BUS_NAMESPACES",
    }


def test_the_semantic_ranker_is_off_unless_it_is_named() -> None:
    assert not read_settings(GOOD).semantic_ranker
    assert read_settings(GOOD | {"SEARCH_RANKER": "semantic"}).semantic_ranker
    with pytest.raises(Misconfigured, match="SEARCH_RANKER is `semantic` or left out, not 'on'"):
        read_settings(GOOD | {"SEARCH_RANKER": "on"})


@pytest.mark.parametrize("secrets", [",", " , ,"])
def test_a_list_of_secrets_without_one_is_an_error_and_not_an_app_that_refuses_everyone(secrets: str) -> None:
    with pytest.raises(Misconfigured, match="INSTAGRAM_APP_SECRETS"):
        read_settings(GOOD | {"INSTAGRAM_APP_SECRETS": secrets})


def test_no_way_of_showing_settings_shows_a_secret() -> None:
    settings = read_settings(GOOD)
    shown = [f"{settings!r} {settings}"]
    shown += [
        f"{getattr(settings, f.name)!s} {getattr(settings, f.name):}" for f in fields(Settings) if f.repr
    ]
    assert not any("secret" in text for text in shown)


@given(st.text(min_size=1))
def test_a_secret_tells_only_whether_it_is_there(value: str) -> None:
    assert str(Secret(value)) == repr(Secret(value)) == f"{Secret(value)}" == "Secret(…)"
    assert Secret(value)
    assert not Secret("")


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "101", "two", pytest.param("9" * 5000, id="endless")])
def test_a_number_of_namespaces_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured):
        namespace_count({"SERVICE_BUS_NAMESPACES": text})


def test_namespaces_have_a_connection_setting_each() -> None:
    assert [bus_connection_name(n) for n in range(namespace_count({"SERVICE_BUS_NAMESPACES": "3"}))] == [
        "ServiceBusConnection",
        "ServiceBusConnection1",
        "ServiceBusConnection2",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.instagram.com",
        "https://graph.facebook.com",
        "https://graph.instagram.com:443",
        "https://GRAPH.Instagram.com",
        "http://127.0.0.1:8080",
        "http://localhost:1",
        "http://[::1]:9000",
        "https://localhost",
    ],
)
def test_tokens_may_go_to_meta_and_to_this_machine(url: str) -> None:
    assert graph_host_is_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://graph.instagram.com", id="unencrypted"),
        pytest.param("https://graph.instagram.com:8443", id="another port"),
        pytest.param("https://graph.instagram.com:99999", id="a port that is none"),
        pytest.param("https://graph.instagram.com:x", id="a port in letters"),
        pytest.param("https://graph.instagram.com.", id="a trailing dot"),
        pytest.param("https://graph.instagram.com.evil.example", id="Meta's name in front of another"),
        pytest.param("https://evil-graph.instagram.com", id="Meta's name behind another"),
        pytest.param("https://instagram.com", id="another host of Meta's"),
        pytest.param("https://graph.instagram.com@evil.example", id="Meta's name as a user"),
        pytest.param("https://evil.example@graph.instagram.com", id="a user before Meta's name"),
        pytest.param(
            "https://evil.example\\@graph.instagram.com", id="a backslash, which some read as a slash"
        ),
        pytest.param("https://graph.instagram.com\\@evil.example", id="a backslash the other way"),
        pytest.param("https://evil.example/graph.instagram.com", id="Meta's name as a path"),
        pytest.param("https://evil.example#graph.instagram.com", id="Meta's name as a fragment"),
        pytest.param("https://graph.instagram.com?x=", id="a query that would swallow the path"),
        pytest.param("https://graph.instagram.com#", id="a fragment that would swallow the path"),
        pytest.param("https://graph.\tinstagram.com", id="a tab inside"),
        pytest.param("https://graph.instagram.com ", id="a trailing blank"),
        pytest.param("https://gгaph.instagram.com", id="a Cyrillic letter"),
        pytest.param("https://graph。instagram。com", id="full-width dots"),
        pytest.param("https://[::1", id="half an address"),
        pytest.param("http://127.0.0.1.evil.example", id="loopback's name in front of another"),
        pytest.param("http://127.0.0.1@evil.example", id="loopback as a user"),
        pytest.param("http://0.0.0.0", id="every interface"),
        pytest.param("ftp://localhost", id="another protocol"),
        pytest.param("//graph.instagram.com", id="no protocol"),
        pytest.param("graph.instagram.com", id="a bare name"),
        pytest.param("", id="nothing"),
    ],
)
def test_tokens_go_nowhere_else(url: str) -> None:
    assert not graph_host_is_allowed(url)
    with pytest.raises(Misconfigured, match="GRAPH_BASE_URL"):
        read_settings(GOOD | {"GRAPH_BASE_URL": url})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INSTAGRAM_APP_ID", "my app"),
        ("INSTAGRAM_AUTHORIZE_URL", "https://www.instagram.com.evil.example/oauth/authorize"),
        ("INSTAGRAM_AUTHORIZE_URL", "http://www.instagram.com/oauth/authorize"),
        ("INSTAGRAM_TOKEN_URL", "https://evil.example/oauth/access_token"),
        ("INSTAGRAM_TOKEN_URL", "https://api.instagram.com@evil.example/oauth/access_token"),
    ],
)
def test_the_login_leads_to_instagram_and_nowhere_else(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        read_settings(GOOD | {name: value})


def test_without_an_app_id_the_rest_of_the_product_runs() -> None:
    login = read_settings(GOOD).login
    assert login.app_id == ""
    assert login.authorize_url.startswith("https://www.instagram.com/")
    assert read_settings(GOOD | {"INSTAGRAM_APP_ID": "990000000000001"}).login.app_id == "990000000000001"
