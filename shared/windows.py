"""How long Meta lets a shop write to somebody, as data: the recorder and the gate count by the same times.

Pages are those of "Instagram API with Instagram Login" at developers.facebook.com, read in November 2026; a date in brackets is
the page's own. Each counts from the event's own time.
"""

from datetime import timedelta

#: "Messaging window": from what the customer last wrote or tapped.
REPLY = timedelta(hours=24)

#: "Click to Direct ads" [28 September 2026]: from a message that was written from an ad.
FROM_AD = timedelta(days=7)

#: "Human agent": from what the customer last wrote, for what a person has written.
HUMAN_AGENT = timedelta(days=7)

#: "Private replies": from the comment.
PRIVATE_REPLY = timedelta(days=7)

#: The same, below a broadcast: while that lasts, which nobody tells us. No broadcast lasts longer than this.
LIVE_REPLY = timedelta(hours=4)
