"""The local world's secrets: kept from one start to the next, and from one release to the next."""

import json
from pathlib import Path

from local.keys import load_or_make
from shared.outlets import read_push_key
from shared.secret import Secret


def test_they_are_the_same_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first = load_or_make(file)
    assert load_or_make(file) == first
    assert file.stat().st_mode & 0o077 == 0
    assert read_push_key(Secret(first.web_push_key)) is not None


def test_a_release_that_wants_another_key_leaves_those_that_have_sealed_something(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first = load_or_make(file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    del kept["web_push_key"]
    file.write_text(json.dumps(kept | {"no_longer_used": "x"}), encoding="utf-8")
    second = load_or_make(file)
    assert second.key_ring == first.key_ring
    assert second.web_push_key != first.web_push_key
    assert load_or_make(file) == second


def test_a_file_that_is_no_list_of_keys_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text("{", encoding="utf-8")
    assert load_or_make(file).key_ring
