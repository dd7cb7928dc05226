"""The local world's own secrets: made at the first start, kept in a file only this user reads, never in the repository."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    app_secret: str
    verify_token: str
    access_token: str
    bus_key: str
    search_key: str
    model_key: str
    key_ring: str
    web_push_key: str


def load_or_make(path: Path) -> Keys:
    """The keys of an earlier start, and new ones for what it did not have: what it sealed must open."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    names = {field.name for field in fields(Keys)}
    if set(kept) == names:
        return Keys(**kept)
    keys = replace(make(), **{name: kept[name] for name in names & set(kept)})
    write_private(path, asdict(keys))
    return keys


def make() -> Keys:
    ring = base64.b64encode(secrets.token_bytes(32)).decode()
    return Keys(
        app_secret=secrets.token_hex(16),
        verify_token=secrets.token_urlsafe(24),
        access_token=f"IGLOCAL{secrets.token_hex(40)}",
        bus_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        search_key=secrets.token_hex(24),
        model_key=f"local-{secrets.token_hex(24)}",
        key_ring=f"k1:{ring}",
        web_push_key=_web_push_key(),
    )


def _web_push_key() -> str:
    """Any number below the order of P-256 is a private key; nearly every one of 32 bytes is."""
    while True:
        raw = secrets.token_bytes(32)
        if raw[:4] != b"\xff" * 4:
            return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def write_private(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
