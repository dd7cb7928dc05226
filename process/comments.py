"""Which comments get an answer in private: the shop's own rule, and never one of its own or an answer to another comment.

Who replies below a comment talks to its author; an assistant that joins in would be in the way.
"""

from process.plan import Rules
from shared.contracts import Comment, Event
from shared.language.normalise import normalise
from shared.language.questions import is_question, mentions


def wants_private_reply(event: Event, rules: Rules) -> bool:
    comment = event.comment
    if comment is None or comment.own or is_reply(comment) or event.text is None:
        return False
    if rules.comment_rule == "keywords":
        return mentions(event.text, [normalise(keyword) for keyword in rules.comment_keywords])
    return rules.comment_rule == "questions" and is_question(event.text)


def is_reply(comment: Comment) -> bool:
    """Meta's sample names the post as the parent of a comment that stands directly under it."""
    return comment.parent is not None and comment.parent != comment.media
