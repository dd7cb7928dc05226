"""The repository's own rules, each on the whole tree; `dev.py check` runs this file.

That each rule can fail is shown in tooling/test_rules_can_fail.py.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.tooling.rules import (
    app_files,
    cold_import,
    imports,
    layout,
    locks,
    log_events,
    migrations,
    proofs,
    text,
)

ROOT = Path(__file__).parents[2]

RULES = (
    imports.broken_borders,
    cold_import.loaded_too_early,
    text.too_long,
    text.unfinished,
    text.machine_paths,
    text.registry_hosts,
    text.secrets,
    app_files.host_json,
    app_files.funcignore,
    app_files.example_settings,
    app_files.readme_settings,
    layout.broken_links,
    layout.code_is_no_package,
    locks.locks_disagree,
    locks.locks_miss_dependencies,
    migrations.contracting_migrations,
    log_events.log_events,
    proofs.proofs_without_tests,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_repository_keeps_its_rule(rule: Callable[[Path], list[str]]) -> None:
    violations = rule(ROOT)
    assert not violations, "\n" + "\n".join(violations)
