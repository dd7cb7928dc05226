"""Azure's side, the code and the local world say the same; change any one place, and it is found."""

from collections.abc import Callable, Iterator

import pytest

from tests.unit.infra import agreements
from tests.unit.infra.agreements import RULES
from tests.unit.infra.tree import Tree

Rule = Callable[[Tree], Iterator[str]]
BUS, APP, MAIN, FRONT = (
    f"infra/{name}.bicep" for name in ("modules/bus", "modules/app", "main", "modules/gateway")
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_all_places_agree(rule: Rule) -> None:
    differences = list(rule(Tree()))
    assert not differences, "\n" + "\n".join(differences)


CHANGES: list[tuple[Rule, str, str, str]] = [
    (agreements.settings, "shared/settings.py", '    "MAIL_FROM",\n', ""),
    (agreements.settings, "shared/settings.py", '    "MAIL_FROM",\n', '    "MAIL_FROM",\n    "MAIL_TO",\n'),
    (agreements.settings, "local.settings.example.json", '    "MAIL_FROM": "",\n', ""),
    (agreements.settings, "README.md", "| `MAIL_FROM` |", "| `MAIL_SENDER` |"),
    (agreements.settings, APP, "  MAIL_FROM: mailFrom\n", ""),
    (agreements.settings, APP, "  MAIL_FROM: mailFrom\n", "  MAIL_FROM: mailFrom\n  MAIL_TO: mailFrom\n"),
    (agreements.settings, APP, "  SEARCH_TIER:", "  SEARCH_API_KEY: ''\n  SEARCH_TIER:"),
    (agreements.settings, APP, "__fullyQualifiedNamespace", "__namespace"),
    (agreements.settings, APP, "  AZURE_CLIENT_ID: identityClientId\n", ""),
    (agreements.forbidden_on_flex, APP, "  MAIL_FROM:", "  FUNCTIONS_WORKER_RUNTIME: 'python'\n  MAIL_FROM:"),
    (agreements.forbidden_on_flex, APP, "  MAIL_FROM:", "  WEBSITE_CONTENTSHARE: 'app'\n  MAIL_FROM:"),
    (agreements.queues, BUS, "name: 'turns'", "name: 'turn'"),
    (agreements.queues, BUS, "'P7D'", "'P6D'"),
    (
        agreements.queues,
        BUS,
        "deadLetteringOnMessageExpiration: true",
        "deadLetteringOnMessageExpiration: false",
    ),
    (agreements.queues, BUS, "requiresDuplicateDetection: false", "requiresDuplicateDetection: true"),
    (agreements.queues, BUS, "requiresSession: true", "requiresSession: false"),
    (agreements.queues, BUS, "enablePartitioning: false", "enablePartitioning: true"),
    (agreements.queues, BUS, "'PT1M'", "'PT5M'"),
    (agreements.queues, BUS, "maxDeliveryCount: 10", "maxDeliveryCount: 3"),
    (agreements.queues, "local/settings.py", "DUPLICATE_WINDOW = 600", "DUPLICATE_WINDOW = 60"),
    (agreements.queues, "local/settings.py", '"requiresSession": True', '"requiresSession": False'),
    (
        agreements.queues,
        "local/settings.py",
        "EVENT_LIVES, BELL_LIVES = 7 * 24 * 3600, 3600",
        "EVENT_LIVES, BELL_LIVES = 7, 3600",
    ),
    (agreements.queues, "local/settings.py", "for queue in Queue", "for queue in list(Queue)[1:]"),
    (agreements.queues, "shared/contracts.py", '    TURNS = "turns"', '    TURNS = "turn"'),
    (agreements.queues, "shared/contracts.py", "    def message_id(self)", "    def id(self)"),
    (agreements.queues, "function_app.py", "is_sessions_enabled=True", "is_sessions_enabled=False"),
    (
        agreements.queues,
        "function_app.py",
        '_on_queue("index", CatalogDoorbell',
        '_on_queue("index", TurnDoorbell',
    ),
    (agreements.groups, APP, "'send', 'index']", "'send']"),
    (
        agreements.groups,
        "function_app.py",
        '_on_time("forget"',
        '_on_time("sweep2", "", "")\n_on_time("forget"',
    ),
    (agreements.groups, MAIN, "var timers = 11", "var timers = 8"),
    (agreements.groups, "infra/hooks/chosen.py", "= 4, 11, 5000", "= 4, 11, 100"),
    (agreements.groups, MAIN, "  send: alwaysReadySend ?? profile.alwaysReady.send\n", ""),
    (agreements.gateway, FRONT, "path: '/deauthorize'", "path: '/deauthorise'"),
    (agreements.gateway, FRONT, "method: 'GET', path: '/console/*'", "method: 'PUT', path: '/console/*'"),
    (agreements.gateway, FRONT, "most: 32 * 1024 * 1024", "most: 4 * 1024 * 1024"),
    (agreements.gateway, "catalog/api/receiving.py", "LARGEST = 32 *", "LARGEST = 64 *"),
    (agreements.gateway, "shared/api/frame.py", "LARGEST_BODY = 1024 *", "LARGEST_BODY = 512 *"),
    (agreements.gateway, FRONT, "path: '/api/v1/catalog'", "path: '/api/v2/catalog'"),
    (agreements.gateway, "ingest/signed_request.py", "MAX_BYTES = 16 *", "MAX_BYTES = 8 *"),
    (
        agreements.gateway,
        "function_app.py",
        '"console/{*path}", ["GET", "POST"]',
        '"console/{*path}", ["GET"]',
    ),
    (
        agreements.gateway,
        "infra/policies/api.xml",
        "<base />",
        '<rate-limit calls="10" renewal-period="1" />',
    ),
    (agreements.gateway, "infra/policies/api.xml", 'exists-action="override"', 'exists-action="skip"'),
    (agreements.gateway, "shared/gateway.py", '"x-gateway-key"', '"x-front-key"'),
    (agreements.roles, "infra/modules/search.bicep", ", 'Search Service Contributor']", "]"),
    (
        agreements.roles,
        BUS,
        "roles['Azure Service Bus Data Owner'])\n  }",
        "roles['Storage Blob Data Owner'])\n  }",
    ),
    (agreements.roles, BUS, "  scope: namespace\n", ""),
    (
        agreements.roles,
        "shared/bus/bus.py",
        "ServiceBusClient(host, credential()",
        "ServiceBusClient(host, key(",
    ),
    (agreements.roles, "infra/roles.json", '"Key Vault Secrets User"', '"Key Vault Administrator"'),
    (agreements.secrets, APP, "secretNames, 'smtp-url'", "secretNames, 'smtp-uri'"),
    (agreements.secrets, MAIN, "      'web-push-key': webPushKey\n", ""),
    (agreements.secrets, MAIN, ": ['smtp-url']", ": []"),
    (agreements.secrets, FRONT, "  name: 'gateway-key'\n}", "  name: 'gateway-keys'\n}"),
    (agreements.parameters, "infra/main.parameters.json", '"mailFrom"', '"mailSender"'),
    (agreements.parameters, "infra/main.parameters.json", "${SEARCH_REPLICAS}", "${REPLICAS}"),
    (agreements.parameters, MAIN, "chatModel string = 'gpt-5.1'", "chatModel string = 'gpt-5.4'"),
    (agreements.parameters, MAIN, "param chatCapacity int = 50", "param chatCapacity int = 60"),
    (agreements.parameters, MAIN, "@allowed(['azure', 'openai'])", "@allowed(['azure', 'openai', 'own'])"),
    (agreements.prices, "infra/hooks/prices.json", '"BasicV2": 210', '"StandardV2": 700'),
    (agreements.prices, "infra/database-skus.json", '"Standard_B2s"', '"Standard_B4ms"'),
    (agreements.prices, "shared/search/tiers.json", '"s3hd"', '"l1"'),
    (agreements.prices, "infra/profiles.json", '"budgetAmount": 1000', '"budget": 1000'),
]


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"),
    CHANGES,
    ids=[f"{rule.__name__}: {new.strip() or 'without ' + old.strip()}" for rule, _, old, new in CHANGES],
)
def test_a_change_in_one_place_is_found(rule: Rule, file: str, old: str, new: str) -> None:
    assert list(rule(Tree().with_change(file, old, new)))


def test_every_rule_was_seen_to_fail() -> None:
    assert {rule for rule, *_ in CHANGES} == set(RULES)
