"""What is kept of texts is bounded in letters, not in texts alone."""

from shared.language.folded import fold
from shared.language.kept import SHORT, kept


def test_a_short_text_is_read_once_and_a_long_one_each_time() -> None:
    read: list[str] = []

    @kept(2)
    def letters(text: str) -> int:
        read.append(text)
        return len(text)

    short, long = "a" * SHORT, "b" * (SHORT + 1)
    assert [letters(text) for text in (short, short, long, long)] == [SHORT, SHORT, SHORT + 1, SHORT + 1]
    assert read == [short, long, long]


def test_a_long_description_is_folded_alike_and_leaves_no_memory() -> None:
    assert fold("فُستان").text == "فستان"
    assert fold("فُستان") is fold("فُستان")
    assert fold("ُفستان" * SHORT) is not fold("ُفستان" * SHORT)
