"""The one key that opens functions of level FUNCTION and ADMIN on this machine.

`FUNCTIONS_KEY` gives it; without that a key is generated once and kept beside the app in
`.local/functions.key`, readable by its owner only. Nothing is written for an app whose routes are all
anonymous.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web


class FunctionsKey:
    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._file = folder / ".local" / "functions.key"
        self._value = environment.get("FUNCTIONS_KEY", "")

    def opens(self, request: web.Request) -> bool:
        offered = request.headers.get("x-functions-key") or request.query.get("code") or ""
        return secrets.compare_digest(offered.encode(), self.value.encode())

    @property
    def value(self) -> str:
        if not self._value:
            self._value = self._read() or self._generate()
        return self._value

    def _read(self) -> str:
        return self._file.read_text(encoding="ascii").strip() if self._file.exists() else ""

    def _generate(self) -> str:
        self._file.parent.mkdir(exist_ok=True)
        self._file.touch(mode=0o600)
        self._file.write_text(value := secrets.token_urlsafe(32), encoding="ascii")
        return value
