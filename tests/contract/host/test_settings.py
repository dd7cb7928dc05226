"""host.json and local.settings.json: what is read, and what is refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.host.settings import HostSettings, SettingsError, expand, read_host_json, read_local_settings


def host_json(folder: Path, document: Any) -> Path:
    (folder / "host.json").write_text(document if isinstance(document, str) else json.dumps(document))
    return folder


def test_without_a_host_json_the_platforms_defaults_hold(tmp_path: Path) -> None:
    settings = read_host_json(tmp_path)
    assert (settings.route_prefix, settings.function_timeout) == ("api", 1800.0)
    assert (settings.max_concurrent_sessions, settings.session_idle_timeout) == (8, 60.0)
    assert settings.max_auto_lock_renewal == 300.0


def test_every_key_that_changes_what_the_host_does_is_read(tmp_path: Path) -> None:
    service_bus = {
        "maxConcurrentCalls": 3,
        "maxConcurrentSessions": 128,
        "sessionIdleTimeout": "00:00:01.5",
        "maxAutoLockRenewalDuration": "1.02:03:04",
        "autoCompleteMessages": True,
        "prefetchCount": 0,
    }
    document = {
        "version": "2.0",
        "functionTimeout": "-1",
        "extensions": {"http": {"routePrefix": ""}, "serviceBus": service_bus},
        "logging": {"logLevel": {"default": "Warning"}},
    }
    assert read_host_json(host_json(tmp_path, document)) == HostSettings(
        route_prefix="",
        function_timeout=None,
        max_concurrent_calls=3,
        max_concurrent_sessions=128,
        session_idle_timeout=1.5,
        max_auto_lock_renewal=((24 + 2) * 60 + 3) * 60 + 4,
        log_levels={"default": "Warning"},
    )


def service_bus(**values: Any) -> dict[str, Any]:
    return {"version": "2.0", "extensions": {"serviceBus": values}}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{", "host.json is not valid JSON"),
        ([], "host.json must hold an object"),
        ({}, '"version" must be "2.0"'),
        ({"version": "2.0", "functionTimeout": 300}, "host.json.functionTimeout must be a time span"),
        ({"version": "2.0", "functionTimeout": "5m"}, "host.json.functionTimeout must be a time span"),
        ({"version": "2.0", "extensions": []}, "host.json.extensions must be an object"),
        (
            service_bus(maxConcurrentSessions=0),
            "serviceBus.maxConcurrentSessions must be a positive whole number",
        ),
        (
            service_bus(maxConcurrentCalls="2"),
            "serviceBus.maxConcurrentCalls must be a positive whole number",
        ),
        (service_bus(sessionIdleTimeout="-1"), "serviceBus.sessionIdleTimeout must be a time span"),
        (
            service_bus(autoCompleteMessages=False),
            "serviceBus.autoCompleteMessages: a Python function cannot settle",
        ),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(tmp_path: Path, document: Any, reason: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_host_json(host_json(tmp_path, document))
    assert reason in str(refusal.value)


def test_values_of_local_settings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "local.settings.json"
    path.write_text(json.dumps({"IsEncrypted": False, "Values": {"A": "1"}, "Host": {"LocalHttpPort": 7071}}))
    assert read_local_settings(path) == {"A": "1"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"IsEncrypted": True, "Values": {}}, "decrypt the file first"),
        ({"Values": {"PORT": 7071}}, "local.settings.json.Values.PORT must be a string"),
        (None, "No such file"),
    ],
)
def test_local_settings_that_cannot_be_used_are_refused(tmp_path: Path, document: Any, reason: str) -> None:
    path = tmp_path / "local.settings.json"
    if document is not None:
        path.write_text(json.dumps(document))
    with pytest.raises(SettingsError, match=reason):
        read_local_settings(path)


def test_settings_are_expanded_between_percent_signs() -> None:
    assert expand("%A%-%B%-c", {"A": "1", "B": "2"}) == "1-2-c"
    with pytest.raises(SettingsError, match="'%A%' does not resolve to a value"):
        expand("%A%", {"A": ""})
