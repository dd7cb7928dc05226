"""What host.json and local.settings.json say, read once and checked before anything starts.

Only the keys that change what this host does are read, under the platform's names and with its defaults. A
value the platform would refuse, or one that this host cannot honour, is refused here with the key's name:
a limit that is silently ignored on a developer's machine is found out in production.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TIMESPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,7})?)")
_SETTING = re.compile(r"%([^%]+)%")


class SettingsError(Exception):
    """A settings file or an app setting that cannot be used, and which one."""


@dataclass(frozen=True, kw_only=True)
class HostSettings:
    route_prefix: str = "api"
    #: seconds; None is the platform's "-1", unbounded
    function_timeout: float | None = 1800.0
    max_concurrent_sessions: int = 8
    max_concurrent_calls: int = field(default_factory=lambda: 16 * (os.cpu_count() or 1))
    session_idle_timeout: float = 60.0
    max_auto_lock_renewal: float = 300.0
    log_levels: Mapping[str, str] = field(default_factory=dict)


def read_host_json(folder: Path) -> HostSettings:
    path = folder / "host.json"
    if not path.exists():
        return HostSettings()
    root = _Section(_read_object(path), path.name)
    if root.values.get("version") != "2.0":
        raise SettingsError(f'{path.name}: "version" must be "2.0"')
    bus = root.section("extensions").section("serviceBus")
    if bus.values.get("autoCompleteMessages") is False:
        raise SettingsError(
            f"{bus.name}.autoCompleteMessages: a Python function cannot settle a message, so false would "
            "bring every message back until it is dead-lettered"
        )
    return HostSettings(
        **root.seconds("functionTimeout", "function_timeout", unbounded="-1"),
        **root.section("extensions").section("http").text("routePrefix", "route_prefix"),
        **bus.count("maxConcurrentSessions", "max_concurrent_sessions"),
        **bus.count("maxConcurrentCalls", "max_concurrent_calls"),
        **bus.seconds("sessionIdleTimeout", "session_idle_timeout"),
        **bus.seconds("maxAutoLockRenewalDuration", "max_auto_lock_renewal"),
        log_levels=root.section("logging").section("logLevel").texts(),
    )


def read_local_settings(path: Path) -> dict[str, str]:
    """The `Values` of a local.settings.json."""
    root = _read_object(path)
    if root.get("IsEncrypted"):
        raise SettingsError(f"{path.name}: encrypted values cannot be read; decrypt the file first")
    return _Section(root, path.name).section("Values").texts()


def expand(text: str, environment: Mapping[str, str]) -> str:
    """Replace every `%NAME%` by that app setting, as the platform does in queue names and schedules."""

    def value_of(match: re.Match[str]) -> str:
        value = environment.get(match[1])
        if not value:
            raise SettingsError(f"'%{match[1]}%' does not resolve to a value")
        return value

    return _SETTING.sub(value_of, text)


@dataclass(frozen=True)
class _Section:
    """One object of a settings file; every reader answers with nothing when its key is absent."""

    values: Mapping[str, Any]
    name: str

    def section(self, key: str) -> "_Section":
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise SettingsError(f"{self.name}.{key} must be an object")
        return _Section(value, f"{self.name}.{key}")

    def text(self, key: str, argument: str) -> dict[str, Any]:
        if key not in self.values:
            return {}
        if not isinstance(value := self.values[key], str):
            raise SettingsError(f"{self.name}.{key} must be a string")
        return {argument: value}

    def texts(self) -> dict[str, str]:
        return {key: self.text(key, key)[key] for key in self.values}

    def count(self, key: str, argument: str) -> dict[str, Any]:
        if key not in self.values:
            return {}
        value = self.values[key]
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise SettingsError(f"{self.name}.{key} must be a positive whole number")
        return {argument: value}

    def seconds(self, key: str, argument: str, *, unbounded: str | None = None) -> dict[str, Any]:
        if key not in self.values:
            return {}
        value = self.values[key]
        if unbounded is not None and value == unbounded:
            return {argument: None}
        return {argument: _timespan(value, f"{self.name}.{key}")}


def _timespan(value: Any, name: str) -> float:
    match = _TIMESPAN.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise SettingsError(f'{name} must be a time span such as "00:05:00", not {value!r}')
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _read_object(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise SettingsError(f"{path.name} is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise SettingsError(f"{path.name} must hold an object")
    return value
