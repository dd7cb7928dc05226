"""The product's own App with stand-ins at its four ports: bus, Graph, model and search. Everything behind them is real.

Each stand-in gives what the test put into it, in order, and remembers what it was asked.
"""

import base64
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from shared.app import App
from shared.contracts import Body, Outgoing, Queue
from shared.errors import BusUnavailable, GraphRefused, ModelUnavailable
from shared.graph.calls import unheard
from shared.graph.client import Permit
from shared.graph.media import Fetched
from shared.graph.posts import OwnPost, Posts
from shared.graph.reading import Conversation, PostedMessage
from shared.graph.usage import Heard, Usage
from shared.model.client import Reply, ToolCall
from shared.model.transcription import Transcript
from shared.search.places import Place
from shared.settings import read_settings
from shared.tenants import TenantId

B = TypeVar("B", bound=Body)
EMBEDDING = [0.0] * 1536
#: Indexes of a service, for a database in which every test has shops of its own.
ALL = 1_000_000


class RecordingBus:
    """Accepts everything, unless it is `down`."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.forgotten: list[str] = []
        self.down = False

    async def send(self, *messages: Outgoing) -> None:
        if self.down:
            raise BusUnavailable("the bus is down")
        self.sent += messages

    async def forget(self, _owner: str, session: str) -> int:
        if self.down:
            raise BusUnavailable("the bus is down")
        self.forgotten.append(session)
        return 0

    async def close(self) -> None:
        pass

    def take(self) -> list[Outgoing]:
        """What was sent since the last time."""
        sent, self.sent = self.sent, []
        return sent

    def queues(self) -> list[Queue]:
        """Where messages went since the last time."""
        return [message.queue for message in self.take()]


@dataclass(slots=True)
class Posted:
    customer: str  #: or `comment:<id>`, for what answers one in private
    text: str
    metadata: str
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ScriptedGraph:
    """Answers each post with the next mid or error of `answers`; when they run out, with mids of its own."""

    answers: deque[str | Exception] = field(default_factory=deque)
    thread: list[PostedMessage] | Exception = field(default_factory=list)
    #: By access token and thread, each newest first; an error stands for what Meta answers to its reading.
    threads: dict[str, dict[str, list[PostedMessage] | Exception]] = field(default_factory=dict)
    listing: deque[Exception] = field(
        default_factory=deque
    )  #: what the next lists of threads are answered with
    read: list[str] = field(default_factory=list)  #: threads and single messages, as they were asked for
    pictures: dict[str, str | Exception | None] = field(default_factory=dict)  #: of posts, by id
    account_posts: list[OwnPost] = field(default_factory=list)  #: two a page
    usage: deque[Usage] = field(default_factory=deque)  #: told with the next answers
    reads: int = 0
    asked_whole: bool = False  #: with what messages carry, the last time
    posts: list[Posted] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    meanwhile: Callable[[], Awaitable[None]] | None = None  #: runs while a post is under way
    profile: dict[str, Any] = field(default_factory=dict)
    profile_refusals: deque[Exception] = field(default_factory=deque)  #: of the next times that it is set

    async def send(
        self, *, account: str, token: str, body: dict[str, Any], heard: Heard = unheard
    ) -> str | None:
        to, message = body["recipient"], body.get("message", {})
        customer = to["id"] if "id" in to else f"comment:{to['comment_id']}"
        self.posts.append(Posted(customer, message.get("text", ""), message.get("metadata", ""), body))
        return await self._answer(account, customer, token, heard)

    async def write_to_itself(self, *, account: str, token: str, text: str) -> str | None:
        return await self.send(
            account=account, token=token, body={"recipient": {"id": account}, "message": {"text": text}}
        )

    async def reply_to_comment(self, *, comment: str, token: str, text: str, heard: Heard) -> str | None:
        self.posts.append(Posted(f"public:{comment}", text, ""))
        return await self._answer("", comment, token, heard)

    async def comment_replies(self, *, token: str, comment: str, heard: Heard) -> list[PostedMessage]:
        assert comment
        return await self._read(token, heard)

    async def _answer(self, account: str, customer: str, token: str, heard: Heard) -> str:
        self.tokens.add(token)
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.usage:
            heard(self.usage.popleft())
        answer = self.answers.popleft() if self.answers else f"mid-{account}-{customer}-{len(self.posts)}"
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def action(self, *, account: str, token: str, customer: str, action: str) -> None:
        self.typing.append(f"{action} {account}:{customer}")
        self.tokens.add(token)

    async def recent_messages(
        self, *, token: str, customer: str, whole: bool, heard: Heard, permit: Permit
    ) -> list[PostedMessage]:
        for _ in range(2):
            await permit()
        self.asked_whole = whole
        assert customer
        return await self._read(token, heard)

    async def _read(self, token: str, heard: Heard) -> list[PostedMessage]:
        self.tokens.add(token)
        self.reads += 1
        if self.usage:
            heard(self.usage.popleft())
        if isinstance(self.thread, Exception):
            raise self.thread
        return self.thread

    async def set_messenger_profile(self, *, token: str, settings: dict[str, Any]) -> None:
        self.tokens.add(token)
        if self.profile_refusals:
            raise self.profile_refusals.popleft()
        self.profile.update(settings)

    async def messenger_profile(self, *, token: str, setting: str) -> list[Any]:
        self.tokens.add(token)
        return list(self.profile.get(setting, []))

    async def delete_messenger_profile(self, *, token: str, setting: str) -> None:
        self.tokens.add(token)
        self.profile.pop(setting)

    async def conversations(
        self, *, token: str, since: datetime, heard: Heard, permit: Permit
    ) -> AsyncIterator[Conversation]:
        await permit()
        if self.usage:
            heard(self.usage.popleft())
        if self.listing:
            raise self.listing.popleft()
        for thread, messages in self.threads.get(token, {}).items():
            newest = datetime.now(UTC) if isinstance(messages, Exception) else messages[0].created_at
            if newest >= since:
                yield Conversation(thread, newest)

    async def messages(
        self, *, token: str, thread: str, whole: bool, heard: Heard, permit: Permit
    ) -> list[PostedMessage]:
        await permit()
        assert whole
        self.read.append(thread)
        if self.usage:
            heard(self.usage.popleft())
        found = self.threads[token][thread]
        if isinstance(found, Exception):
            raise found
        return found

    async def post_picture(self, *, token: str, media: str) -> str | None:
        self.tokens.add(token)
        picture = self.pictures[media]
        if isinstance(picture, Exception):
            raise picture
        return picture

    async def username(self, *, token: str, customer: str) -> str | None:
        self.tokens.add(token)
        return f"customer.{customer}"

    async def own_posts(self, *, token: str, after: str | None) -> Posts:
        self.tokens.add(token)
        if self.listing:
            raise self.listing.popleft()
        start = int(after or 0)
        shown = self.account_posts[start : start + 2]
        return Posts(shown, str(start + 2) if shown else None)

    async def message(self, *, token: str, mid: str, permit: Permit) -> PostedMessage:
        await permit()
        self.read.append(mid)
        if self.listing:
            raise self.listing.popleft()
        for messages in self.threads.get(token, {}).values():
            for message in messages if isinstance(messages, list) else ():
                if message.mid == mid:
                    return message
        raise GraphRefused("message_gone", code=9000001)

    async def close(self) -> None:
        pass


@dataclass(slots=True)
class ScriptedModel:
    """Answers with the next of `answers`; an empty script fails the test."""

    answers: deque[Reply | Exception] = field(default_factory=deque)
    requests: list[list[dict[str, Any]]] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None  #: runs while the model thinks
    notes: deque[Reply | Exception] = field(default_factory=deque)  #: answers to calls without tools
    noted: list[list[dict[str, Any]]] = field(default_factory=list)
    within: list[float] = field(default_factory=list)
    cache_keys: set[str] = field(default_factory=set)
    heard: deque[Transcript | Exception] = field(default_factory=deque)  #: in the next voice notes
    listened: list[tuple[str, bytes]] = field(default_factory=list)

    async def transcribe(self, content_type: str, content: bytes) -> Transcript:
        self.listened.append((content_type, content))
        heard = self.heard.popleft()
        if isinstance(heard, Exception):
            raise heard
        return heard

    async def chat(
        self,
        messages: Sequence[Any],
        tools: Sequence[Any],
        *,
        within: float,
        cache_key: str,
        most_tokens: int = 0,
    ) -> Reply:
        assert within > 0
        assert most_tokens >= 0
        self.cache_keys.add(cache_key)
        if not tools:
            self.noted.append(list(messages))
            return _next(self.notes or deque([ModelUnavailable("no notes were scripted")]))
        self.within.append(within)
        self.requests.append(list(messages))
        if self.meanwhile is not None:
            await self.meanwhile()
        return _next(self.answers)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded += texts
        return [EMBEDDING for _ in texts]

    async def close(self) -> None:
        pass


def _next(answers: deque[Reply | Exception]) -> Reply:
    answer = answers.popleft()
    if isinstance(answer, Exception):
        raise answer
    return answer


@dataclass(slots=True)
class ScriptedSearch:
    """Finds `found`, or raises it."""

    found: list[dict[str, Any]] | Exception = field(default_factory=list)
    queries: list[dict[str, Any]] = field(default_factory=list)

    async def hybrid(self, tenant: TenantId, place: Place, **query: Any) -> list[dict[str, Any]]:
        self.queries.append({"tenant": tenant, "place": place, **query})
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def close(self) -> None:
        pass


@dataclass(slots=True)
class ScriptedMedia:
    """Has what is at an address, or raises it; an address that was not scripted fails the test."""

    found: dict[str, Fetched | Exception] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    async def fetch(self, address: str) -> Fetched:
        self.fetched.append(address)
        found = self.found[address]
        if isinstance(found, Exception):
            raise found
        return found

    async def close(self) -> None:
        pass


def said(text: str | None) -> Reply:
    """The model writes a reply."""
    return Reply(text, (), {"role": "assistant", "content": text}, "gpt-4o-test", 100, 10)


def called(name: str, /, **arguments: Any) -> Reply:
    """The model asks for one tool."""
    return called_all(ToolCall("call-1", name, json.dumps(arguments)))


def called_all(*calls: ToolCall) -> Reply:
    asked = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
        for c in calls
    ]
    return Reply(None, calls, {"role": "assistant", "tool_calls": asked}, "gpt-4o-test", 100, 10)


class StageApp(App):
    """An App whose ports are in the test's hands."""

    def __init__(self, database_url: str = "postgresql://nobody@127.0.0.1:1/none") -> None:
        super().__init__(
            read_settings(
                {
                    "PUBLIC_URL": "https://shop.example",
                    "INSTAGRAM_APP_SECRETS": "app-secret",
                    "INSTAGRAM_VERIFY_TOKEN": "verify",
                    "DATABASE_URL": database_url,
                    "SEARCH_ENDPOINT": "http://127.0.0.1:1",
                    "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
                    "TRANSCRIPTION_MODEL": "gpt-transcribe",
                    "SECRET_KEY_RING": f"k1:{base64.b64encode(bytes(32)).decode()}",
                }
            )
        )
        (main,) = self.settings.search_services
        self.settings = replace(self.settings, search_services=(replace(main, limit=ALL),))
        self.posted_to_bus = RecordingBus()
        self.scripted_graph = ScriptedGraph()
        self.scripted_model = ScriptedModel()
        self.scripted_search = ScriptedSearch()
        self.scripted_media = ScriptedMedia()
        vars(self).update(
            bus=self.posted_to_bus,
            graph=self.scripted_graph,
            model=self.scripted_model,
            search=self.scripted_search,
            media=self.scripted_media,
        )
