"""Nothing is posted but what the gate has let through: the calls that post are found in the syntax tree, wherever they are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.tooling.rules.files import python_files
from tests.unit.tooling.rules.imports import PRODUCT, imported

ROOT = Path(__file__).parents[3]
GRAPH = Path("shared/graph")

#: What is called on the Graph client, and the only files that call it.
CALLS = {
    "send": {"send/posting.py"},
    "reply_to_comment": {"send/posting.py"},
    "action": {"send/deliver.py"},
    "recent_messages": {"send/doubt.py"},
    "comment_replies": {"send/doubt.py"},
    "conversations": {"process/look.py"},
    "write_to_itself": {"merchant/connect/setup.py"},
    "messages": {"process/look.py"},
    "message": {"process/unshown.py"},
    "post_picture": {"process/post_pictures.py"},
    "username": {"merchant/customer_names.py"},
    "own_posts": {"catalog/posts.py"},
    "set_messenger_profile": {"merchant/profiles.py"},
    "messenger_profile": {"merchant/profiles.py"},
    "delete_messenger_profile": {"merchant/profiles.py"},
    "close": {"shared/app.py"},
}


def product() -> Iterator[tuple[Path, ast.Module]]:
    for file in python_files(ROOT):
        if file.parts[0].removesuffix(".py") in PRODUCT:
            yield file, ast.parse((ROOT / file).read_bytes())


def test_the_graph_client_is_called_in_place_and_handed_to_nobody() -> None:
    """`app.graph.send(…)`: a client that is kept under another name could post from anywhere."""
    for file, tree in product():
        called = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        loose = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "graph" and id(node) not in called
        ]
        assert loose == [], file


def test_each_of_its_calls_is_made_in_one_place() -> None:
    found: dict[str, set[str]] = {}
    for file, tree in product():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "graph"
            ):
                found.setdefault(node.attr, set()).add(file.as_posix())
    assert found == {name: files for name, files in CALLS.items() if name != "close"}


@pytest.mark.parametrize(
    ("module", "importers"),
    [
        # The login exchanges tokens and subscribes to webhooks: its paths are no customer's.
        (
            "shared.graph.calls",
            {"shared/graph/client.py", "shared/graph/login.py", "shared/graph/media.py"},
        ),
        ("shared.graph.client.Graph", {"shared/app.py"}),
        ("send.posting", {"send/deliver.py"}),
        ("send.outbox.take_next", {"send/deliver.py"}),
        ("send.policy.may_send", {"send/outbox.py"}),
        ("send.policy.tag_for", {"send/outbox.py"}),
    ],
)
def test_what_leads_to_a_post_is_imported_along_one_road(module: str, importers: set[str]) -> None:
    importing = {
        file.as_posix()
        for file, tree in product()
        for _, name in imported(tree, file)
        if f"{name}.".startswith(f"{module}.")
    }
    assert importing <= importers
    assert importing


def test_what_is_to_be_posted_is_made_by_the_gate_alone() -> None:
    making = [
        (file.as_posix(), node.lineno)
        for file, tree in product()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Post"
    ]
    assert [file for file, _ in making] == ["send/outbox.py"]


@pytest.mark.parametrize("path", ["/messages", "/replies"])
def test_metas_paths_that_post_are_named_in_the_client_alone(path: str) -> None:
    """Apart from the routes of our own API, which somebody else calls."""
    naming = {
        file.as_posix()
        for file, tree in product()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(path)
        if node not in routes(tree)
    }
    assert naming == {(GRAPH / "client.py").as_posix()}


def routes(tree: ast.AST) -> list[ast.AST]:
    """The paths that functions are decorated with: `@router.get("/conversations")`."""
    return [
        call.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and call.args and ast.unparse(call.func).startswith("router.")
    ]
