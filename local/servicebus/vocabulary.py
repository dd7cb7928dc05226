"""Words and numbers that both ends of a Service Bus link must spell the same way."""

from local.servicebus.wiretypes import Symbol, ULong

SOURCE, TARGET, ERROR = ULong(0x28), ULong(0x29), ULong(0x1D)
RECEIVED, ACCEPTED, REJECTED, RELEASED, MODIFIED = (ULong(code) for code in range(0x23, 0x28))

#: The source's field that holds its filters, and the filter that asks for a session; null is the next available.
FILTER_FIELD = 7
SESSION_FILTER = Symbol("com.microsoft:session-filter")
#: Link properties: how long to wait for a session, and until when it is locked, in .NET's ticks.
TIMEOUT = Symbol("com.microsoft:timeout")
LOCKED_UNTIL = Symbol("com.microsoft:locked-until-utc")
#: .NET counts tenths of a microsecond from the year 1.
EPOCH_TICKS, TICKS_PER_SECOND = 621355968000000000, 10_000_000

DEAD_LETTER = Symbol("com.microsoft:dead-letter")
REASON, DESCRIPTION = "DeadLetterReason", "DeadLetterErrorDescription"
