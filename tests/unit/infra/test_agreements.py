"""Azure's side, the code and the local world say the same; change any one place, and it is found."""

from collections.abc import Callable, Iterator

import pytest

from tests.unit.infra.rules import access, choices, gateway, logs, queues, settings
from tests.unit.infra.tree import Tree

Rule = Callable[[Tree], Iterator[str]]
RULES: tuple[Rule, ...] = (
    settings.settings,
    settings.forbidden_on_flex,
    queues.queues,
    queues.groups,
    gateway.gateway,
    access.roles,
    access.secrets,
    choices.parameters,
    choices.prices,
    logs.observability,
)
BUS, APP, MAIN, FRONT = (
    f"infra/{name}.bicep" for name in ("modules/bus", "modules/app", "main", "modules/gateway")
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_all_places_agree(rule: Rule) -> None:
    differences = list(rule(Tree()))
    assert not differences, "\n" + "\n".join(differences)


CHANGES: list[tuple[Rule, str, str, str]] = [
    (settings.settings, "shared/settings.py", '    "MAIL_FROM",\n', ""),
    (settings.settings, "shared/settings.py", '    "MAIL_FROM",\n', '    "MAIL_FROM",\n    "MAIL_TO",\n'),
    (settings.settings, "local.settings.example.json", '    "MAIL_FROM": "",\n', ""),
    (settings.settings, "README.md", "| `MAIL_FROM` |", "| `MAIL_SENDER` |"),
    (settings.settings, APP, "  MAIL_FROM: mailFrom\n", ""),
    (settings.settings, APP, "  MAIL_FROM: mailFrom\n", "  MAIL_FROM: mailFrom\n  MAIL_TO: mailFrom\n"),
    (settings.settings, APP, "  SEARCH_TIER:", "  SEARCH_API_KEY: ''\n  SEARCH_TIER:"),
    (settings.settings, APP, "__fullyQualifiedNamespace", "__namespace"),
    (settings.settings, APP, "  AZURE_CLIENT_ID: identityClientId\n", ""),
    (settings.forbidden_on_flex, APP, "  MAIL_FROM:", "  FUNCTIONS_WORKER_RUNTIME: 'python'\n  MAIL_FROM:"),
    (settings.forbidden_on_flex, APP, "  MAIL_FROM:", "  WEBSITE_CONTENTSHARE: 'app'\n  MAIL_FROM:"),
    (queues.queues, BUS, "name: 'turns'", "name: 'turn'"),
    (queues.queues, BUS, "'P7D'", "'P6D'"),
    (
        queues.queues,
        BUS,
        "deadLetteringOnMessageExpiration: true",
        "deadLetteringOnMessageExpiration: false",
    ),
    (queues.queues, BUS, "requiresDuplicateDetection: false", "requiresDuplicateDetection: true"),
    (queues.queues, BUS, "requiresSession: true", "requiresSession: false"),
    (queues.queues, BUS, "enablePartitioning: false", "enablePartitioning: true"),
    (queues.queues, BUS, "'PT1M'", "'PT5M'"),
    (queues.queues, BUS, "maxDeliveryCount: 10", "maxDeliveryCount: 3"),
    (queues.queues, "local/settings.py", "DUPLICATE_WINDOW = 600", "DUPLICATE_WINDOW = 60"),
    (queues.queues, "local/settings.py", '"requiresSession": True', '"requiresSession": False'),
    (
        queues.queues,
        "local/settings.py",
        "EVENT_LIVES, BELL_LIVES = 7 * 24 * 3600, 3600",
        "EVENT_LIVES, BELL_LIVES = 7, 3600",
    ),
    (queues.queues, "local/settings.py", "for queue in Queue", "for queue in list(Queue)[1:]"),
    (queues.queues, "shared/contracts.py", '    TURNS = "turns"', '    TURNS = "turn"'),
    (queues.queues, "shared/contracts.py", "    def message_id(self)", "    def id(self)"),
    (queues.queues, "function_app.py", "is_sessions_enabled=True", "is_sessions_enabled=False"),
    (
        queues.queues,
        "function_app.py",
        '_on_queue("index", CatalogDoorbell',
        '_on_queue("index", TurnDoorbell',
    ),
    (queues.groups, APP, "'send', 'index', 'push']", "'send', 'push']"),
    (
        queues.groups,
        "function_app.py",
        '_on_time("forget"',
        '_on_time("sweep2", "", "")\n_on_time("forget"',
    ),
    (queues.groups, MAIN, "var timers = 11", "var timers = 8"),
    (queues.groups, "infra/hooks/chosen.py", "= 5, 11, 5000", "= 5, 11, 100"),
    (queues.groups, MAIN, "  send: alwaysReadySend ?? profile.alwaysReady.send\n", ""),
    (gateway.gateway, FRONT, "path: '/deauthorize'", "path: '/deauthorise'"),
    (gateway.gateway, FRONT, "method: 'GET', path: '/console/*'", "method: 'PUT', path: '/console/*'"),
    (gateway.gateway, FRONT, "most: 32 * 1024 * 1024", "most: 4 * 1024 * 1024"),
    (gateway.gateway, "catalog/api/receiving.py", "LARGEST = 32 *", "LARGEST = 64 *"),
    (gateway.gateway, "shared/api/frame.py", "LARGEST_BODY = 1024 *", "LARGEST_BODY = 512 *"),
    (gateway.gateway, FRONT, "path: '/api/v1/catalog'", "path: '/api/v2/catalog'"),
    (gateway.gateway, "ingest/signed_request.py", "MAX_BYTES = 16 *", "MAX_BYTES = 8 *"),
    (
        gateway.gateway,
        "function_app.py",
        '"console/{*path}", ["GET", "POST"]',
        '"console/{*path}", ["GET"]',
    ),
    (
        gateway.gateway,
        "infra/policies/api.xml",
        "<base />",
        '<rate-limit calls="10" renewal-period="1" />',
    ),
    (gateway.gateway, "infra/policies/api.xml", 'exists-action="override"', 'exists-action="skip"'),
    (gateway.gateway, "shared/gateway.py", '"x-gateway-key"', '"x-front-key"'),
    (access.roles, "infra/modules/search.bicep", ", 'Search Service Contributor']", "]"),
    (
        access.roles,
        BUS,
        "roles['Azure Service Bus Data Owner'])\n  }",
        "roles['Storage Blob Data Owner'])\n  }",
    ),
    (access.roles, BUS, "  scope: namespace\n", ""),
    (
        access.roles,
        "shared/bus/bus.py",
        "ServiceBusClient(host, credential()",
        "ServiceBusClient(host, key(",
    ),
    (access.roles, "infra/roles.json", '"Key Vault Secrets User"', '"Key Vault Administrator"'),
    (access.secrets, APP, "secretNames, 'smtp-url'", "secretNames, 'smtp-uri'"),
    (access.secrets, MAIN, "      'web-push-key': webPushKey\n", ""),
    (access.secrets, MAIN, ": ['smtp-url']", ": []"),
    (access.secrets, FRONT, "  name: 'gateway-key'\n}", "  name: 'gateway-keys'\n}"),
    (choices.parameters, "infra/main.parameters.json", '"mailFrom"', '"mailSender"'),
    (choices.parameters, "infra/main.parameters.json", "${SEARCH_REPLICAS}", "${REPLICAS}"),
    (choices.parameters, MAIN, "chatModel string = 'gpt-5.1'", "chatModel string = 'gpt-5.4'"),
    (choices.parameters, MAIN, "param chatCapacity int = 50", "param chatCapacity int = 60"),
    (choices.parameters, MAIN, "@allowed(['azure', 'openai'])", "@allowed(['azure', 'openai', 'own'])"),
    (logs.observability, "infra/queries/alert-budget.kql", '"budget.low"', '"budget.lower"'),
    (logs.observability, "host.json", "Trace;Exception", "Exception"),
    (logs.observability, "docs/logs.md", "| `search.filling` |", "| `search.full` |"),
    (logs.observability, "docs/logs.md", "| `queue`, `age` |", "| `queue` |"),
    (logs.observability, "infra/queries/alert-late.kql", "line.age", "line.seconds"),
    (logs.observability, "infra/queries/alert-late.kql", '"turns"', '"turn"'),
    (logs.observability, "shared/errors.py", "class ModelUnavailable", "class ModelAway"),
    (logs.observability, "shared/person_wanted.py", '"unsupported_promises"', '"promises"'),
    (logs.observability, "infra/modules/alerts.bicep", "alert-search.kql", "alert-model.kql"),
    (logs.observability, "infra/modules/workbook.bicep", "chart-time.kql", "chart-times.kql"),
    (choices.prices, "function_app.py", '"sweep", "*/15', '"sweep", "*/5'),
    (choices.prices, "infra/hooks/prices.json", '"BasicV2": 210', '"StandardV2": 700'),
    (choices.prices, "infra/database-skus.json", '"Standard_B2s"', '"Standard_B4ms"'),
    (choices.prices, "shared/search/tiers.json", '"s3hd"', '"l1"'),
    (choices.prices, "infra/profiles.json", '"budgetAmount": 1000', '"budget": 1000'),
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
