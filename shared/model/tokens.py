"""About how many tokens a text is: enough to bound what is sent and to reserve what it may cost, not to bill."""

#: Letters of Arabic make about so many tokens; of English fewer.
TOKENS_A_LETTER = 0.7


def tokens_in(text: str) -> int:
    return int(len(text) * TOKENS_A_LETTER) + 1
