"""One reminder of a summary that nobody has answered, within the customer's own 24 hours, by day and for shops that want it.

The summary is said again behind it, word for word and with its buttons, for a yes is to the last thing that was said. Whether it
may leave is decided by the gate, as of every reply.
"""

import json
from pathlib import Path

from process.orders.summary import said
from shared.database import Row, Transaction, named_queries
from shared.language.register import register_of
from shared.reply.encoding import encode
from shared.reply.model import Text
from shared.telemetry import event, traceparent
from shared.tenants import ConversationKey, TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Of one shop in one go; the next ones are reminded two minutes later.
MOST_AT_ONCE = 50


async def remind(tx: Transaction, tenant: TenantId) -> list[ConversationKey]:
    """Whose conversations have something to send now. In one transaction with the note of it: nobody is reminded twice."""
    due = await tx.rows(SQL["due"], {"tenant": tenant, "most": MOST_AT_ONCE})
    return [
        await _remind(tx, ConversationKey(tenant, row["account_id"], row["customer_id"]), row) for row in due
    ]


async def _remind(tx: Transaction, key: ConversationKey, row: Row) -> ConversationKey:
    sentence = said("still_open", register_of([row["text"]]))
    told = {
        "draft_no": row["draft_no"],
        "sentence": sentence,
        "sentence_content": json.dumps(encode(Text(sentence)), ensure_ascii=False),
        "summary": row["text"],
        "summary_content": json.dumps(row["content"], ensure_ascii=False),
        "traceparent": traceparent(),
    }
    await tx.queue(SQL["remind"], {**key.params, **told})
    event("order.reminded", **key.names)
    return key
