"""What a queue asks of a message before it takes it in, and how long it will keep it."""

from local.servicebus.config import QueueConfig
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.messages import Content

#: The service's limit on message and session ids.
LONGEST_ID = 128
#: What the header's 32 bits of milliseconds can say.
LONGEST_TTL = 0xFFFFFFFF


def check(config: QueueConfig, content: Content) -> None:
    if config.requires_session and content.session_id is None:
        raise BrokerError(
            Condition.NOT_ALLOWED, f"queue {config.name} requires sessions: the message has no session id"
        )
    if max(len(content.message_id), len(content.session_id or "")) > LONGEST_ID:
        raise BrokerError(
            Condition.ARGUMENT_ERROR, f"message and session ids have at most {LONGEST_ID} characters"
        )


def expiry(config: QueueConfig, content: Content, now: float) -> float | None:
    """The shorter of the sender's time to live and the queue's own; a bare date counts where neither is.

    The time that counts is written into the content, because receivers compute the expiry from it.
    """
    default = config.default_ttl
    if default is not None and (content.ttl is None or content.ttl > default * 1000):
        content.ttl = min(int(default * 1000), LONGEST_TTL)
    if content.ttl is not None:
        return now + content.ttl / 1000
    return None if content.absolute_expiry is None else content.absolute_expiry / 1000
