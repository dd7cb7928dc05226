"""The hooks around a deployment: the schema first, a door that is closed again, and an app that is asked before it is praised."""

import json
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import packages
import postdeploy
import predeploy
import pytest
from commands import Stopped, ending_in_words

from tests.support.azure_tools import AzureTools, azure_tools

PROVISIONED = {
    "DATABASE_MIGRATION_URL": "postgresql://me@server/igshop",
    "APP_IDENTITY_NAME": "id-shop",
    "APP_IDENTITY_OBJECT_ID": "oid",
    "DATABASE_SERVER_ID": "/subscriptions/s/resourceGroups/rg-shop/providers/p/flexibleServers/psql-shop",
}
TOKEN = "agreed-with-meta"


def door(tools: AzureTools) -> list[str]:
    """Which addresses the rule of the firewall let in, one after the other."""
    rule = f"{PROVISIONED['DATABASE_SERVER_ID']}/firewallRules/deploying"
    let_in = [json.loads(asked[asked.index("--properties") + 1]) for asked in tools.asked if rule in asked]
    assert all(one["startIpAddress"] == one["endIpAddress"] for one in let_in)
    return [one["startIpAddress"] for one in let_in]


class Operator:
    """`python -m ops`, as far as a hook sees it."""

    def __init__(self, tools: AzureTools, *, failing: bool = False) -> None:
        self.tools, self.failing = tools, failing
        self.did: list[list[str]] = []
        self.door_was: list[str] = []

    def __call__(self, arguments: Sequence[str], _: Mapping[str, str]) -> None:
        self.did.append(list(arguments))
        self.door_was.append(door(self.tools)[-1] if self.tools.asked else "never opened")
        if self.failing:
            raise Stopped("python -m ops migrate failed")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AzureTools:
    tools = azure_tools(tmp_path)
    tools.answer(az_resource_create={})
    monkeypatch.setenv("PATH", str(tmp_path))
    return tools


def test_the_schema_comes_before_the_login_that_needs_its_role(tools: AzureTools) -> None:
    operator = Operator(tools)
    predeploy.work(PROVISIONED, operator)
    assert operator.did == [["migrate"], ["database-login", "id-shop", "oid"]]
    assert tools.asked == []


@pytest.mark.parametrize("failing", [False, True])
def test_the_firewall_is_open_for_this_machine_while_it_works_and_not_after(
    tools: AzureTools, *, failing: bool
) -> None:
    operator = Operator(tools, failing=failing)
    with pytest.raises(Stopped) if failing else _nothing():
        predeploy.work({**PROVISIONED, "DATABASE_CLIENT_ADDRESS": "203.0.113.7"}, operator)
    assert set(operator.door_was) == {"203.0.113.7"}
    assert door(tools) == ["203.0.113.7", "0.0.0.0"]


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def test_a_failure_without_an_address_says_how_to_be_let_in(tools: AzureTools) -> None:
    with pytest.raises(Stopped, match="DATABASE_CLIENT_ADDRESS"):
        predeploy.work(PROVISIONED, Operator(tools, failing=True))


def test_before_provisioning_there_is_nothing_to_migrate(tools: AzureTools) -> None:
    with pytest.raises(Stopped, match="azd provision"):
        predeploy.work({}, Operator(tools))


def test_packages_that_are_there_are_not_installed_again(tmp_path: Path) -> None:
    stamp = sha256(packages.LOCKED.read_bytes() + sys.version.encode()).hexdigest()
    (tmp_path / "stamp").write_text(stamp, encoding="utf-8")
    assert tmp_path in packages.python(tmp_path).parents
    assert [one.name for one in tmp_path.iterdir()] == ["stamp"]


def test_a_hook_that_stops_ends_with_a_sentence_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    def work(environ: Mapping[str, str]) -> None:
        raise Stopped("set OPERATOR_EMAIL")

    assert ending_in_words(work) == 1
    assert capsys.readouterr().err.strip() == "set OPERATOR_EMAIL"


class Site(BaseHTTPRequestHandler):
    """An app as it answers from outside; `asleep` requests are answered 503 first."""

    asleep = 0
    verify_token = TOKEN
    closed = False  #: only a gateway may call

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        query = parse_qs(where.query)
        if self.closed:
            self._say(403, "this app is reached through its gateway")
        elif where.path == "/webhook" and query["hub.verify_token"] == [self.verify_token]:
            self._say(200, query["hub.challenge"][0])
        elif where.path == "/.well-known/jwks.json":
            self._say(404, "no such tenant")
        else:
            self._say(200 if where.path == "/console/connect" else 403, "…")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say(401, "X-Hub-Signature-256 is missing")

    def _say(self, status: int, text: str) -> None:
        site = type(self)
        if site.asleep:
            site.asleep -= 1
            status, text = 503, "starting"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        pass


@contextmanager
def site(**made: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Made", (Site,), made))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_an_app_that_answers_is_told_with_all_that_meta_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    with site() as public:
        postdeploy.work({"PUBLIC_URL": public, "INSTAGRAM_VERIFY_TOKEN": TOKEN}, _no_wait)
    said = capsys.readouterr().out
    paths = ("/webhook", "/console/connect/callback", "/deauthorize", "/data-deletion")
    assert all(f"{public}{path}\n" in said for path in paths)
    assert TOKEN in said
    assert said.count("ok  ") == 4


def _no_wait(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} s for an app that answers")


def test_a_first_start_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    waited: list[float] = []
    with site(asleep=5) as public:
        postdeploy.work({"PUBLIC_URL": public, "INSTAGRAM_VERIFY_TOKEN": TOKEN}, waited.append)
    assert waited == [10.0, 10.0]
    assert "Webhooks, callback URL" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"verify_token": "another"}, "Meta's handshake: status 403 instead of 200"),
        ({"asleep": 10**6}, "the database is reached: status 503 instead of 404"),
    ],
)
def test_what_goes_on_failing_is_told(made: dict[str, object], told: str) -> None:
    waited: list[float] = []
    with site(**made) as public, pytest.raises(Stopped, match=told):
        postdeploy.work({"PUBLIC_URL": public, "INSTAGRAM_VERIFY_TOKEN": TOKEN}, waited.append)
    assert len(waited) == postdeploy.LOOKS - 1


@pytest.mark.parametrize("closed", [True, False])
def test_behind_a_gateway_the_apps_own_address_must_lead_nowhere(*, closed: bool) -> None:
    with site() as public, site(closed=closed) as direct:
        environ = {
            "PUBLIC_URL": public,
            "APP_URL": direct,
            "GATEWAY": "BasicV2",
            "INSTAGRAM_VERIFY_TOKEN": TOKEN,
        }
        with _nothing() if closed else pytest.raises(Stopped, match="nobody gets past the gateway"):
            postdeploy.work(environ, lambda _: None)


def test_an_app_that_is_not_there_is_told_without_a_traceback() -> None:
    with site() as public:
        pass
    with pytest.raises(Stopped, match="no answer"):
        postdeploy.work({"PUBLIC_URL": public, "INSTAGRAM_VERIFY_TOKEN": TOKEN}, lambda _: None)
