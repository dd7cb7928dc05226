"""What the product is told so that it finds the local world: settings only, its code knows no "local".

A real model takes the stand-in's place when OPENAI_API_KEY is in the environment (with OPENAI_BASE_URL for Azure's v1
endpoint, and CHAT_MODEL, EMBEDDING_MODEL or TRANSCRIPTION_MODEL for deployments).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.instagram.stand_in import APP_ID
from local.keys import Keys
from shared.contracts import Queue

BUS_RULE = "RootManageSharedAccessKey"
#: Seconds of duplicate detection, as in Azure: on `inbound` alone, elsewhere it would swallow re-rung doorbells.
DUPLICATE_WINDOW = 600
#: Seconds from when a message is due: an event waits a week and is then a dead letter, a doorbell is rung again.
EVENT_LIVES, BELL_LIVES = 7 * 24 * 3600, 3600


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything listens."""

    app: str  #: the functions host
    bus: str  #: connection string
    graph: str
    search: str
    model: str
    database: str
    migration_database: str


def queues(keys: Keys) -> dict[str, Any]:
    """The namespace, as `python -m local.servicebus --config` reads it."""
    return {
        "queues": [
            {
                "name": queue.value,
                "requiresSession": True,
                "duplicateDetectionWindow": DUPLICATE_WINDOW if queue is Queue.INBOUND else None,
                "lockDuration": 60,
                "maxDeliveryCount": 10,
                "defaultTtl": EVENT_LIVES if queue is Queue.INBOUND else BELL_LIVES,
                "deadLetterOnExpiry": queue is Queue.INBOUND,
            }
            for queue in Queue
        ],
        "rules": [{"name": BUS_RULE, "key": keys.bus_key, "claims": ["Manage", "Send", "Listen"]}],
    }


def product_settings(keys: Keys, places: Places) -> dict[str, str]:
    """Every setting of the product, by its environment name."""
    return {
        "ServiceBusConnection": places.bus,
        "SERVICE_BUS_NAMESPACES": "1",
        "PUBLIC_URL": places.app,
        "INSTAGRAM_APP_SECRETS": keys.app_secret,
        "INSTAGRAM_VERIFY_TOKEN": keys.verify_token,
        "INSTAGRAM_APP_ID": APP_ID,
        "INSTAGRAM_AUTHORIZE_URL": f"{places.graph}/oauth/authorize",
        "INSTAGRAM_TOKEN_URL": f"{places.graph}/oauth/access_token",
        "GRAPH_BASE_URL": places.graph,
        "GRAPH_VERSION": "v26.0",
        "DATABASE_URL": places.database,
        "DATABASE_MIGRATION_URL": places.migration_database,
        "SEARCH_ENDPOINT": places.search,
        "SEARCH_API_KEY": keys.search_key,
        "SEARCH_TIER": "s1",
        "OPENAI_BASE_URL": f"{places.model}/openai/v1/",
        "OPENAI_API_KEY": keys.model_key,
        "CHAT_MODEL": "gpt-4o",
        "EMBEDDING_MODEL": "text-embedding-3-small",
        "TRANSCRIPTION_MODEL": "gpt-transcribe",
        "WEB_PUSH_KEY": keys.web_push_key,
        "SECRET_KEY_RING": keys.key_ring,
    }


def real_model(environ: Mapping[str, str]) -> dict[str, str]:
    """Settings that put a real model in the stand-in's place, when the developer has one."""
    if not environ.get("OPENAI_API_KEY"):
        return {}
    names = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CHAT_MODEL", "SECOND_CHAT_MODEL", "EMBEDDING_MODEL")
    given = {name: environ[name] for name in names if environ.get(name)}
    # There need not be a deployment that listens.
    named = {"TRANSCRIPTION_MODEL": environ.get("TRANSCRIPTION_MODEL", "")}
    return {"OPENAI_BASE_URL": "https://api.openai.com/v1/"} | named | given
