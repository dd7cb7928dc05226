"""The messages of a chat request, as far as a reply depends on them.

The open turn is everything after the last reply: the customer's words, and the tool calls already made for them. What
lies before tells which product "how much?" is about.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from local.model.intents import ATTACHMENT, Language, Search, about_product, detect_language, understand
from local.model.lexicon import Concept
from local.model.reading import read
from local.model.sight import Seen, seen_in

Message = dict[str, Any]

#: The first words of an instruction that says in what to answer.
_ANSWER_IN = re.compile(r"Answer in (\w+)")
_TOLD = {"Arabizi": Language.ARABIZI, "English": Language.ENGLISH}

#: How a reply of ours shows a product: bullet, name, then facts.
BULLET, DASH = "• ", " — "
_FENCE = re.compile(r"^<(\w+)>(?=.*</\1>$)|</\w+>$", re.DOTALL)


@dataclass(frozen=True)
class Call:
    name: str
    arguments: dict[str, Any]
    result: dict[str, Any]


@dataclass
class Conversation:
    text: str  #: all that is unanswered
    language: Language  #: of what was said before, for words without one
    told: Language | None  #: to answer in
    earlier: Search | None
    listed: tuple[str, ...]
    calls: list[Call] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)  #: what the customer shows or points at
    rewriting: bool = False  #: our last reply was sent back by the application


def read_conversation(messages: Sequence[Message]) -> Conversation:
    messages, told = without_register(messages)
    rewriting = len(messages) > 2 and _is_instruction(messages[-1]) and _is_reply(messages[-2])
    talk = [message for message in messages if not (_is_instruction(message) or _is_notes(message))]
    talk = talk[:-1] if rewriting else talk
    start = next((at for at in range(len(talk), 0, -1) if _is_reply(talk[at - 1])), 0)
    before, open_turn = talk[:start], talk[start:]
    listed = listed_products(text_of(before[-1])) if before else ()
    said = [text_of(message) for message in talk if message["role"] == "user"]
    return Conversation(
        text="\n".join(text_of(message) for message in open_turn if message["role"] == "user"),
        language=detect_language(ATTACHMENT.sub(" ", "\n".join(said))),
        told=told,
        earlier=_earlier(before, listed),
        listed=listed,
        calls=_calls(open_turn),
        seen=seen_in(_open_turn(messages)),
        rewriting=rewriting,
    )


def _open_turn(messages: Sequence[Message]) -> Sequence[Message]:
    """With the instructions in it; those before any talk are the prompt."""
    replies = [at for at, message in enumerate(messages) if _is_reply(message)]
    return messages[replies[-1] + 1 if replies else 1 :]


def without_register(messages: Sequence[Message]) -> tuple[list[Message], Language | None]:
    """The messages but the instruction that names the language to answer in, and that language."""
    rest, told = [], None
    for message in messages:
        found = _ANSWER_IN.match(text_of(message)) if _is_instruction(message) else None
        if found:
            told = _TOLD.get(found[1], Language.ARABIC)
        else:
            rest.append(message)
    return rest, told


def text_of(message: Message) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] if part["type"] == "text" else "[sent: image]" for part in content)


def listed_products(reply: str) -> tuple[str, ...]:
    lines = (line.strip() for line in reply.splitlines())
    return tuple(line[len(BULLET) :].split(DASH)[0] for line in lines if line.startswith(BULLET))


def _is_instruction(message: Message) -> bool:
    return message["role"] in {"system", "developer"}


def _is_notes(message: Message) -> bool:
    """What the application has kept of the past, under a name of its own: nothing that the customer asks now."""
    return "name" in message


def _is_reply(message: Message) -> bool:
    return message["role"] == "assistant" and not message.get("tool_calls")


def _earlier(before: Sequence[Message], listed: tuple[str, ...]) -> Search | None:
    """One product in our last reply is the one meant; otherwise the customer's last own wish."""
    if len(listed) == 1:
        return about_product(listed[0])
    for message in reversed(before):
        searches = understand(text_of(message)).searches if message["role"] == "user" else []
        if named := [search for search in searches if _names_a_thing(search)]:
            return named[-1]
    return None


def _names_a_thing(search: Search) -> bool:
    """An unknown word alone may have been anything; asked for ("do you have …") it was a product."""
    known = any(isinstance(piece.meaning, Concept) for noun in search.nouns for piece in read(noun))
    return known or bool(search.nouns and search.asks)


def _calls(open_turn: Sequence[Message]) -> list[Call]:
    results = {
        message["tool_call_id"]: text_of(message) for message in open_turn if message["role"] == "tool"
    }
    return [
        Call(
            call["function"]["name"],
            _json_object(call["function"]["arguments"]),
            _json_object(results[call["id"]]),
        )
        for message in open_turn
        for call in message.get("tool_calls") or []
        if call.get("type") == "function" and call["id"] in results
    ]


def _json_object(text: str) -> dict[str, Any]:
    """Within the fence of the application, if there is one. What is no JSON object counts as a failed tool."""
    try:
        value = json.loads(_FENCE.sub("", text))
    except ValueError:
        return {"error": "unreadable"}
    return value if isinstance(value, dict) else {"error": "unreadable"}
