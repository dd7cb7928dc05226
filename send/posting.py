"""One claimed part on its way to Meta: under its permit, to whom it is for, in the form that Graph takes."""

from send.outbox import open_token
from send.render import Customer, graph_body
from send.steps import Post
from shared.app import App
from shared.graph.usage import Heard
from shared.pace import Kind
from shared.reply.model import Audio, Text, Video
from shared.tenants import ConversationKey


async def post(app: App, key: ConversationKey, part: Post, heard: Heard) -> str | None:
    """The mid, or the id of the public comment; None for a reaction. Raises OverPace and what `Graph.send` raises."""
    kind = _limited(part)
    if kind is not None:
        await app.pace.permit(key.tenant, key.account, kind)
    token = open_token(app.keys, key, part.sealed_token)
    if part.public and part.comment is not None and isinstance(part.part, Text):
        return await app.graph.reply_to_comment(
            comment=part.comment.id, token=token, text=part.part.text, heard=heard
        )
    to = part.comment or Customer(key.customer)
    body = graph_body(part.part, to, part.attempt_id, tag=part.tag)
    return await app.graph.send(account=key.account, token=token, body=body, heard=heard)


def _limited(part: Post) -> Kind | None:
    """Which limit of its own Meta counts it against."""
    if part.comment is not None:
        # Below broadcasts 100 a second are allowed, which is more than anybody answers.
        return None if part.public or part.live else Kind.PRIVATE_REPLIES
    return Kind.MEDIA if isinstance(part.part, Audio | Video) else None
