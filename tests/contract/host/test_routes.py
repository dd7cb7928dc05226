"""Paths and methods to functions: the platform's matching, which is first-by-name and not best-fit."""

import pytest

from local.host.routes import RouteError, Router, compile_route

MATCHES = [
    ("webhook", "/webhook", {}),
    ("webhook", "/WEBHOOK/", {}),
    ("webhook", "/webhoo%6B", {}),
    ("webhook", "/webhook/more", None),
    ("webhook", "/", None),
    ("shops/{shop}", "/shops/acme", {"shop": "acme"}),
    ("shops/{shop}", "/Shops/Acme%20Co/", {"shop": "Acme Co"}),
    ("shops/{shop}", "/shops/%D8%B3%D9%84%D9%85%D9%89", {"shop": "سلمى"}),
    ("shops/{shop}", "/shops/a%2Fb", {"shop": "a%2Fb"}),
    ("shops/{shop}", "/shops/", None),
    ("shops/{shop}", "/shops/a/b", None),
    ("shops/{shop?}", "/shops", {}),
    ("shops/{shop?}", "/shops/acme", {"shop": "acme"}),
    ("shops/{id:int}", "/shops/-42", {"id": "-42"}),
    ("shops/{id:int}", "/shops/acme", None),
    ("shops/{id:int?}", "/shops", {}),
    ("shops/{code:alpha}", "/shops/abc1", None),
    ("on/{flag:bool}", "/on/True", {"flag": "True"}),
    (
        "t/{id:guid}",
        "/t/0f8fad5b-d9cb-469f-a165-70867728950e",
        {"id": "0f8fad5b-d9cb-469f-a165-70867728950e"},
    ),
    ("t/{id:guid}", "/t/0f8fad5b", None),
    ("files/{*path}", "/files/a/b%20c.png", {"path": "a/b c.png"}),
    ("files/{*path}", "/files/", {}),
    ("files/{*path}", "/files", {}),
    ("files/{*path}", "/filesystem", None),
    ("{*path}", "/", {}),
    ("{*path}", "/any/thing", {"path": "any/thing"}),
    ("a.b", "/aXb", None),
]


@pytest.mark.parametrize(("template", "path", "values"), MATCHES)
def test_a_template_fits_a_path_or_does_not(template: str, path: str, values: dict[str, str] | None) -> None:
    router = Router([compile_route(template, name="f", methods=(), target="f")])
    assert router.find("GET", path) == (None if values is None else ("f", values))


@pytest.mark.parametrize(
    ("prefix", "path"), [("api", "/api/webhook"), ("", "/webhook"), ("/v1/x/", "/v1/x/webhook")]
)
def test_the_prefix_of_host_json_comes_first(prefix: str, path: str) -> None:
    router = Router([compile_route("webhook", name="f", methods=(), target="f", prefix=prefix)])
    assert router.find("POST", path) == ("f", {})


def test_a_method_that_is_not_listed_does_not_match() -> None:
    router = Router([compile_route("a", name="f", methods=["get", "POST"], target="f")])
    assert [method for method in ("GET", "POST", "PUT", "HEAD") if router.find(method, "/a")] == [
        "GET",
        "POST",
    ]


def test_functions_are_tried_in_the_order_of_their_names_whatever_their_templates() -> None:
    catch_all = compile_route("{*path}", name="api", methods=(), target="catch-all")
    literal = compile_route("webhook", name="Receive", methods=(), target="literal")
    assert Router([literal, catch_all]).find("GET", "/webhook") == ("catch-all", {"path": "webhook"})
    late = compile_route("{*path}", name="z_pages", methods=(), target="catch-all")
    assert Router([late, literal]).find("GET", "/webhook") == ("literal", {})


def test_two_functions_share_a_path_by_method() -> None:
    verify = compile_route("webhook", name="verify", methods=["GET"], target="verify")
    receive = compile_route("webhook", name="receive", methods=["POST"], target="receive")
    router = Router([verify, receive])
    assert router.find("GET", "/webhook") == ("verify", {})
    assert router.find("POST", "/webhook") == ("receive", {})


@pytest.mark.parametrize("template", ["{", "a{b}", "{a}{b}", "{a-b}", "{a:odd}"])
def test_what_cannot_be_matched_is_refused_by_name(template: str) -> None:
    with pytest.raises(RouteError):
        compile_route(template, name="f", methods=(), target="f")
