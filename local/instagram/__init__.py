"""A local stand-in for Instagram's messaging platform: Graph API, webhooks and a chat page.

It answers, signs, limits and fails as the platform does where that is known, and takes the harsher reading where it is
not. Nothing here reaches Instagram or Meta.
"""

from local.instagram.stand_in import InstagramStandIn
from local.instagram.threads import Account
from local.instagram.webhooks import Delivery
from local.instagram.wire import build_body, sign

__all__ = ["Account", "Delivery", "InstagramStandIn", "build_body", "sign"]
