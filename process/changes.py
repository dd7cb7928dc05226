"""What editing and taking back leave of an event."""

from dataclasses import replace

from process.plan import Change
from shared.contracts import Event

#: What a customer says, and what of all that can be changed or taken back later.
SAID = ("message", "postback")
CHANGEABLE = (*SAID, "echo", "edit")


def erased(event: Event) -> Event:
    """That something was said and when; nothing of what it was."""
    return Event(event.key, event.kind, event.at, event.mid)


def changed(event: Event, change: Change) -> Event:
    if event.kind not in CHANGEABLE:
        return event
    if change.text is None:
        return erased(event)
    return event if event.kind == "edit" else replace(event, text=change.text)


def shown_alone(event: Event) -> str | None:
    """The kind of the one thing that it shows without a word."""
    return event.attachments[0] if event.text is None and len(event.attachments) == 1 else None
