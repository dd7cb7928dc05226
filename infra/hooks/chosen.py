"""What an azd environment has chosen: its variables over the profile, and what about them cannot be meant.

The names are those of main.parameters.json. Everything wrong is told at once; what Azure would refuse after minutes of
provisioning, or bill without use, is told here in a second.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from commands import data

#: As main.bicep allows; a text that azd cannot read as a number would stop provisioning without naming the variable.
CHOICES = {
    "ENVIRONMENT_TYPE": ("dev", "prod"),
    "SEARCH_TIER": ("free", "basic", "s1", "s2", "s3", "s3hd"),
    "GATEWAY_SKU": ("none", "Consumption", "BasicV2"),
    "MODEL_PROVIDER": ("azure", "openai"),
    "DATABASE_ADMIN_TYPE": ("User", "Group", "ServicePrincipal"),
    "PYTHON_VERSION": ("3.11", "3.12", "3.13"),
    "INSTANCE_MEMORY_MB": ("512", "2048", "4096"),
    "DATABASE_GEO_BACKUP": ("true", "false"),
    "SEMANTIC_RANKER": ("true", "false"),
    "ALERTS": ("true", "false"),
    "STORAGE_SKU": ("Standard_LRS", "Standard_ZRS"),
}
NUMBERS = {
    "MAXIMUM_INSTANCE_COUNT": (1, 1000),
    "HTTP_CONCURRENCY": (1, 1000),
    "ALWAYS_READY_HTTP": (0, 1000),
    "ALWAYS_READY_RECORD": (0, 1000),
    "ALWAYS_READY_TURN": (0, 1000),
    "ALWAYS_READY_SEND": (0, 1000),
    "ALWAYS_READY_INDEX": (0, 1000),
    "ALWAYS_READY_PUSH": (0, 1000),
    "SERVICE_BUS_NAMESPACES": (1, 100),
    "SEARCH_SERVICE_COUNT": (1, 16),
    "SEARCH_REPLICAS": (1, 12),
    "DATABASE_POOL_SIZE": (1, 100),
    "DATABASE_STORAGE_GB": (32, 32767),
    "DATABASE_RESTORE_DAYS": (7, 35),
    "LOG_DAILY_CAP_GB": (1, 1000),
    "LOG_RETENTION_DAYS": (30, 730),
    "BUDGET_AMOUNT": (0, 10_000_000),
    "CHAT_CAPACITY": (1, 100_000),
    "SECOND_CHAT_CAPACITY": (1, 100_000),
    "EMBEDDING_CAPACITY": (1, 100_000),
    "TRANSCRIPTION_CAPACITY": (1, 100_000),
}
OWN_NETWORKS = tuple(
    map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "0.0.0.0/8"))
)
#: A place in main.bicep; how many there are is held against the app by a test.
QUEUE_FUNCTIONS, TIMERS, BOUNCER_CLIENTS = 5, 11, 5000
#: Variable, default of main.bicep, variable and default of its capacity.
MODELS = (
    ("CHAT_MODEL", "gpt-5.1", "CHAT_CAPACITY", 50),
    ("SECOND_CHAT_MODEL", "gpt-5-mini", "SECOND_CHAT_CAPACITY", 50),
    ("EMBEDDING_MODEL", "text-embedding-3-small", "EMBEDDING_CAPACITY", 50),
    ("TRANSCRIPTION_MODEL", "gpt-4o-mini-transcribe", "TRANSCRIPTION_CAPACITY", 10),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    environment_type: str
    gateway: str
    search_tier: str
    search_units: int  #: replicas over all services
    semantic_ranker: bool
    namespaces: int
    database_sku: str
    database_storage_gb: int
    pool_size: int
    instances: int
    memory_mb: int
    always_ready: int  #: instances over all groups
    alerts: bool
    models: tuple[tuple[str, int], ...]  #: on Azure: name and capacity

    @property
    def connections(self) -> int:
        """To the database, when every group of functions is at its limit."""
        return self.pool_size * (self.instances * (1 + QUEUE_FUNCTIONS * self.namespaces) + TIMERS)


def choose(environ: Mapping[str, str]) -> Chosen:
    """Good only where `unreadable` has found nothing."""
    kind = environ.get("ENVIRONMENT_TYPE") or "dev"
    profile: dict[str, Any] = data("profiles.json")[kind]

    def number(name: str, otherwise: int) -> int:
        return int(environ.get(name) or otherwise)

    namespaces = number("SERVICE_BUS_NAMESPACES", 1)
    ready = {
        group: number(f"ALWAYS_READY_{group.upper()}", otherwise)
        for group, otherwise in profile["alwaysReady"].items()
    }
    on_azure = (environ.get("MODEL_PROVIDER") or "azure") == "azure"
    names = [(environ.get(name) or model, number(size, most)) for name, model, size, most in MODELS]
    return Chosen(
        environment_type=kind,
        gateway=environ.get("GATEWAY_SKU") or profile["gateway"],
        search_tier=environ.get("SEARCH_TIER") or profile["searchTier"],
        search_units=number("SEARCH_SERVICE_COUNT", 1) * number("SEARCH_REPLICAS", profile["searchReplicas"]),
        semantic_ranker=environ.get("SEMANTIC_RANKER") == "true",
        namespaces=namespaces,
        database_sku=environ.get("DATABASE_SKU") or profile["databaseSku"],
        database_storage_gb=number("DATABASE_STORAGE_GB", profile["databaseStorageGB"]),
        pool_size=number("DATABASE_POOL_SIZE", profile["databasePoolSize"]),
        instances=number("MAXIMUM_INSTANCE_COUNT", profile["maximumInstanceCount"]),
        memory_mb=number("INSTANCE_MEMORY_MB", profile["instanceMemoryMB"]),
        always_ready=ready["http"] + namespaces * sum(ready[group] for group in ready if group != "http"),
        alerts=environ.get("ALERTS", str(profile["alerts"]).lower()) == "true",
        models=tuple((name, most) for name, most in names if name != "none") if on_azure else (),
    )


def unreadable(environ: Mapping[str, str]) -> list[str]:
    """Values that are none of those a variable can have."""
    found = [
        f"{name} is one of {', '.join(choices)}, not {environ[name][:20]!r}"
        for name, choices in CHOICES.items()
        if environ.get(name) and environ[name] not in choices
    ]
    for name, (least, most) in NUMBERS.items():
        text = environ.get(name) or str(least)
        if not (text.isdecimal() and len(text) < 9 and least <= int(text) <= most):
            found.append(f"{name} is a whole number from {least} to {most}, not {text[:20]!r}")
    skus = data("database-skus.json")
    if environ.get("DATABASE_SKU") and environ["DATABASE_SKU"] not in skus:
        found.append(f"DATABASE_SKU is one of {', '.join(skus)}: of others the connection limit is not known")
    if environ.get("DATABASE_CLIENT_ADDRESS") and not _is_public_ipv4(environ["DATABASE_CLIENT_ADDRESS"]):
        found.append(
            "DATABASE_CLIENT_ADDRESS is the public IPv4 address of this machine, such as 203.0.113.7"
        )
    if not re.fullmatch(r"(https://[\w.-]+)?", environ.get("OWN_DOMAIN_URL", "")):
        found.append("OWN_DOMAIN_URL is https:// and a host, without a path or a slash behind it")
    if not re.fullmatch(r"\d*", environ.get("INSTAGRAM_APP_ID", "")):
        found.append("INSTAGRAM_APP_ID is a number: the Instagram app id of Meta's dashboard")
    return found


def _is_public_ipv4(text: str) -> bool:
    try:
        address = IPv4Address(text)
    except ValueError:
        return False
    # Only what a home's or an office's own network uses is told apart: Azure would let it in, and nobody would come.
    return not any(address in network for network in OWN_NETWORKS)


def missing(environ: Mapping[str, str]) -> Iterator[str]:
    if "@" not in environ.get("OPERATOR_EMAIL", ""):
        yield "OPERATOR_EMAIL: who is told when the bill grows or something fails"
    if not environ.get("INSTAGRAM_APP_SECRETS", "").strip(" ,"):
        yield (
            "INSTAGRAM_APP_SECRETS: the Instagram app secret and the Meta app secret of Meta's dashboard, "
            "with a comma between them; webhooks are signed with the first or the second"
        )
    if environ.get("MODEL_PROVIDER") == "openai" and not environ.get("OPENAI_API_KEY"):
        yield "OPENAI_API_KEY: with MODEL_PROVIDER=openai there is no identity to sign in with"
    if environ.get("SMTP_URL") and not environ.get("MAIL_FROM"):
        yield "MAIL_FROM: the address that alerts come from by SMTP_URL"


def contradictions(chosen: Chosen) -> Iterator[str]:
    sku = data("database-skus.json")[chosen.database_sku]
    limit = BOUNCER_CLIENTS if sku["pgbouncer"] else sku["connections"]
    if chosen.connections > limit:
        yield (
            f"{chosen.connections} connections to the database are possible (DATABASE_POOL_SIZE {chosen.pool_size} for "
            f"each of up to {chosen.instances} instances of every group, and the timers), and {chosen.database_sku} takes "
            f"{limit}: make DATABASE_POOL_SIZE or MAXIMUM_INSTANCE_COUNT smaller, or DATABASE_SKU larger"
        )
    if chosen.search_tier == "free" and chosen.search_units > 1:
        yield "a free search service is one without replicas: SEARCH_TIER=basic, or SEARCH_REPLICAS=1 and SEARCH_SERVICE_COUNT=1"
    if chosen.search_tier == "free" and chosen.semantic_ranker:
        yield "a free search service has no semantic ranker: SEARCH_TIER=basic, or SEMANTIC_RANKER=false"
    if chosen.environment_type == "prod" and chosen.search_tier == "free":
        yield "a free search service may be deleted by Azure when it is not used: SEARCH_TIER=basic or larger for prod"


def ends_of_models(chosen: Chosen, today: date) -> Iterator[tuple[bool, str]]:
    """For each model that ends within ninety days, or has: whether it has, and a sentence."""
    table = data("hooks/models.json")
    for name, _ in chosen.models:
        end = date.fromisoformat(table["retires"].get(name, "9999-12-31"))
        days = (end - today).days
        if days <= 0:
            yield True, f"{name}: Azure retired it on {end}, a deployment of it answers 410: name another"
        elif days <= 90:
            yield False, f"{name} retires on {end}, in {days} days (Azure's schedule of {table['as_of']})"
