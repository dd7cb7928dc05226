"""What a customer can tap: chips below a text, buttons below a text or on a card.

The rules, where more or other is given than Instagram takes:
a title is shortened with an ellipsis, and numbered when an earlier one then reads the same; the same thing twice is once.
A chip without a title is none. Past thirteen, and with a payload too long to be one, a chip's title stands as a line of the
text: whoever types it is understood like anyone who types.
A button that leads nowhere (no web address, a payload too long) or has no title is none; a link is then named by its host.
Who gives no payload gets the title back.
"""

from collections.abc import Iterable, Iterator, Sequence

from shared.reply.addresses import host_of, web_address
from shared.reply.graphemes import shows
from shared.reply.limits import BUTTON_TITLE, CHOICE_TITLE, CHOICES, PAYLOAD
from shared.reply.model import Button, Choice, LinkButton, PostbackButton
from shared.reply.titles import BETWEEN, distinct, one_line


def chips(choices: Iterable[Choice]) -> tuple[tuple[Choice, ...], list[str]]:
    """Those that can be chips, and the titles of the rest."""
    named = [Choice(one_line(choice.title), choice.payload) for choice in choices]
    wanted = [choice for choice in dict.fromkeys(named) if shows(choice.title)]
    able = [choice for choice in wanted if PAYLOAD.holds(choice.payload)][:CHOICES]
    titles = distinct((choice.title for choice in able), CHOICE_TITLE)
    shown = tuple(
        Choice(title, choice.payload if choice.payload.strip() else title)
        for title, choice in zip(titles, able, strict=True)
    )
    return shown, [choice.title for choice in wanted if choice not in able]


def working(buttons: Iterable[Button]) -> tuple[Button, ...]:
    """However many, with titles as Instagram shows them."""
    able = list(dict.fromkeys(_leading_somewhere(buttons)))
    titles = distinct((button.title for button in able), BUTTON_TITLE)
    return tuple(_named(button, title) for button, title in zip(able, titles, strict=True))


def read_out(tappable: Sequence[Choice | Button]) -> str:
    """The titles as the text that chips and buttons cannot be without, when nobody has written one."""
    return BETWEEN.join(one.title for one in tappable)


def _leading_somewhere(buttons: Iterable[Button]) -> Iterator[Button]:
    for button in buttons:
        title = one_line(button.title)
        match button:
            case LinkButton(url=typed):
                url = web_address(typed)
                if url is not None:
                    yield LinkButton(title if shows(title) else host_of(url), url)
            case PostbackButton(payload=payload):
                if shows(title) and PAYLOAD.holds(payload):
                    yield PostbackButton(title, payload)


def _named(button: Button, title: str) -> Button:
    if isinstance(button, LinkButton):
        return LinkButton(title, button.url)
    return PostbackButton(title, button.payload if button.payload.strip() else title)
