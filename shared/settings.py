"""What the process reads from its environment: once, typed, and all that is missing named in one error."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from shared.crypto import NO_KEYS, KeyRing
from shared.errors import Misconfigured
from shared.gateway import gateway_keys
from shared.model.families import ChatModel
from shared.outlets import MailServer, read_mail_server, read_push_key
from shared.search.services import SearchService, read_services
from shared.secret import Secret

T = TypeVar("T")

#: Flex scales by instances and by groups of functions, so each process's share of the server stays small.
POOL_SIZE = 8

#: Every environment variable the product reads; local.settings.example.json names exactly these.
ENVIRONMENT: tuple[str, ...] = (
    "ServiceBusConnection",
    "SERVICE_BUS_NAMESPACES",
    "PUBLIC_URL",
    "INSTAGRAM_APP_SECRETS",
    "INSTAGRAM_VERIFY_TOKEN",
    "INSTAGRAM_APP_ID",
    "INSTAGRAM_AUTHORIZE_URL",
    "INSTAGRAM_TOKEN_URL",
    "GRAPH_BASE_URL",
    "GRAPH_VERSION",
    "DATABASE_URL",
    "DATABASE_MIGRATION_URL",
    "DATABASE_POOL_SIZE",
    "SEARCH_ENDPOINT",
    "SEARCH_API_KEY",
    "SEARCH_TIER",
    "SEARCH_SERVICES",
    "SEARCH_PILOT_TENANTS",
    "SEARCH_RANKER",
    "OPENAI_BASE_URL",
    "OPENAI_API_KEY",
    "CHAT_MODEL",
    "SECOND_CHAT_MODEL",
    "EMBEDDING_MODEL",
    "TRANSCRIPTION_MODEL",
    "WEB_PUSH_KEY",
    "SMTP_URL",
    "MAIL_FROM",
    "SECRET_KEY_RING",
    "GATEWAY_KEYS",
)

META_HOSTS = ("graph.instagram.com", "graph.facebook.com", "api.instagram.com")
#: Where a merchant's browser is sent to log in.
LOGIN_HOSTS = ("www.instagram.com", "api.instagram.com")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class LoginPlaces:
    """Instagram's login."""

    app_id: str  #: Instagram's, not Meta's; empty: no shop can connect itself
    authorize_url: str
    token_url: str


@dataclass(frozen=True, slots=True)
class Settings:
    public_url: str
    app_secrets: tuple[bytes, ...] = field(repr=False)
    verify_token: Secret
    service_bus_namespaces: int
    login: LoginPlaces
    graph_base_url: str
    graph_version: str
    database_url: Secret
    database_pool_size: int  #: connections a process holds at most
    search_services: tuple[SearchService, ...]
    search_pilot: frozenset[str]  #: tenants that may share the preview's index; by default nobody
    semantic_ranker: bool  #: of the search service, which bills it by the query
    openai_base_url: str
    openai_api_key: Secret
    chat_models: tuple[ChatModel, ...]  #: the second when the first is gone
    embedding_model: str
    transcription_model: str | None  #: none: nobody listens to voice notes
    web_push_key: Secret | None  #: none: no notification on a locked telephone
    mail: MailServer | None  #: none: no e-mail
    key_ring: KeyRing


def bus_connection_name(namespace: int) -> str:
    """Name of the connection setting of the n-th Service Bus namespace, as host and product know it."""
    return "ServiceBusConnection" if namespace == 0 else f"ServiceBusConnection{namespace}"


def namespace_count(environ: Mapping[str, str] = os.environ) -> int:
    """How many namespaces share the conversations; read alone because triggers are registered at import."""
    text = environ.get("SERVICE_BUS_NAMESPACES", "1")
    if not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= 100:
        raise Misconfigured(f"SERVICE_BUS_NAMESPACES must be a whole number from 1 to 100, not {text[:20]!r}")
    return int(text)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises Misconfigured with every problem at once, one a line."""
    problems: list[str] = []

    def need(name: str) -> str:
        value = environ.get(name, "").strip()
        if not value:
            problems.append(f"{name} is not set")
        return value

    def attempt(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Misconfigured as error:
            problems.append(str(error))
            return otherwise

    graph = environ.get("GRAPH_BASE_URL", "https://graph.instagram.com").rstrip("/")
    if not graph_host_is_allowed(graph):
        problems.append(
            "GRAPH_BASE_URL must be https on one of Meta's hosts, or loopback: it receives access tokens"
        )
    app_secrets = tuple(s.strip().encode() for s in need("INSTAGRAM_APP_SECRETS").split(",") if s.strip())
    if environ.get("INSTAGRAM_APP_SECRETS", "").strip() and not app_secrets:
        problems.append("INSTAGRAM_APP_SECRETS holds no secret: every delivery would be refused")
    public_url = need("PUBLIC_URL").rstrip("/")
    if public_url and not _is_public(public_url):
        problems.append(
            "PUBLIC_URL must be an https address without a path, or loopback: tokens are issued in its name"
        )
    ranker = environ.get("SEARCH_RANKER", "").strip()
    if ranker not in {"", "semantic"}:
        problems.append(f"SEARCH_RANKER is `semantic` or left out, not {ranker[:20]!r}")
    ring = Secret(need("SECRET_KEY_RING"))
    settings = Settings(
        public_url=public_url,
        app_secrets=app_secrets,
        verify_token=Secret(need("INSTAGRAM_VERIFY_TOKEN")),
        service_bus_namespaces=attempt(lambda: namespace_count(environ), 1),
        login=attempt(lambda: _login(environ), LoginPlaces("", "", "")),
        graph_base_url=graph,
        graph_version=environ.get("GRAPH_VERSION") or "v26.0",
        database_url=Secret(need("DATABASE_URL")),
        database_pool_size=attempt(lambda: _pool_size(environ), 1),
        search_services=attempt(lambda: read_services(environ), ()) if need("SEARCH_ENDPOINT") else (),
        search_pilot=attempt(lambda: _tenants(environ.get("SEARCH_PILOT_TENANTS", "")), frozenset()),
        semantic_ranker=ranker == "semantic",
        openai_base_url=need("OPENAI_BASE_URL"),
        openai_api_key=Secret(environ.get("OPENAI_API_KEY", "")),
        chat_models=tuple(
            attempt(lambda name=name: ChatModel.parse(name), ChatModel("", ""))  # type: ignore[misc]
            for name in _named(environ.get("CHAT_MODEL") or "gpt-4o", environ.get("SECOND_CHAT_MODEL"))
        ),
        embedding_model=environ.get("EMBEDDING_MODEL") or "text-embedding-3-small",
        transcription_model=environ.get("TRANSCRIPTION_MODEL") or None,
        web_push_key=attempt(lambda: read_push_key(_secret("WEB_PUSH_KEY", environ)), None),
        mail=attempt(
            lambda: read_mail_server(_secret("SMTP_URL", environ), environ.get("MAIL_FROM", "").strip()), None
        ),
        key_ring=attempt(lambda: KeyRing.parse(ring), NO_KEYS) if ring else NO_KEYS,
    )
    attempt(lambda: len(gateway_keys(environ)), 0)
    if problems:
        raise Misconfigured("\n".join(problems))
    return settings


def _pool_size(environ: Mapping[str, str]) -> int:
    text = environ.get("DATABASE_POOL_SIZE", "").strip() or str(POOL_SIZE)
    if not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= 100:
        raise Misconfigured(f"DATABASE_POOL_SIZE must be a whole number from 1 to 100, not {text[:20]!r}")
    return int(text)


def _login(environ: Mapping[str, str]) -> LoginPlaces:
    app_id = environ.get("INSTAGRAM_APP_ID", "").strip()
    if app_id and not app_id.isdecimal():
        raise Misconfigured("INSTAGRAM_APP_ID is a number: the Instagram app id of Meta's dashboard")
    page = environ.get("INSTAGRAM_AUTHORIZE_URL") or "https://www.instagram.com/oauth/authorize"
    if not _is_at(page, LOGIN_HOSTS):
        raise Misconfigured("INSTAGRAM_AUTHORIZE_URL must be https on www.instagram.com, or loopback")
    token = environ.get("INSTAGRAM_TOKEN_URL") or "https://api.instagram.com/oauth/access_token"
    if not _is_at(token, META_HOSTS):
        raise Misconfigured(
            "INSTAGRAM_TOKEN_URL must be https on api.instagram.com, or loopback: it receives the app's secret"
        )
    return LoginPlaces(app_id, page, token)


def _secret(name: str, environ: Mapping[str, str]) -> Secret:
    return Secret(environ.get(name, "").strip())


def _named(*models: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(model for model in models if model))


def _tenants(listed: str) -> frozenset[str]:
    try:
        return frozenset(str(UUID(one)) for one in listed.replace(",", " ").split())
    except ValueError:
        raise Misconfigured(
            "SEARCH_PILOT_TENANTS is a list of tenant ids, with commas between them"
        ) from None


def graph_host_is_allowed(url: str) -> bool:
    """A configurable host that receives tokens is a way to steal them, so only Meta's and loopback count."""
    return _is_at(url, META_HOSTS)


def _is_at(url: str, hosts: tuple[str, ...]) -> bool:
    parts = _plain_address(url)
    if parts is None:
        return False
    if parts.hostname in LOOPBACK:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and parts.hostname in hosts and parts.port in {None, 443}


def _is_public(url: str) -> bool:
    parts = _plain_address(url)
    if parts is None or parts.path or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _plain_address(url: str) -> SplitResult | None:
    """None for what is no address, and for what would deceive a reader or a parser.

    A name and password before the host, or anything behind the path, has no other use here.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if url.isprintable() and not any(sign in url for sign in "@?#\\") else None


@cache
def settings() -> Settings:
    """The process's settings, read at first use so that importing never fails."""
    return read_settings(os.environ)
