"""What was made of short texts is remembered, so many and no more; of long ones nothing is."""

from shared.language.kept import MOST_LETTERS, kept


def test_a_short_text_is_read_once_and_a_long_one_each_time() -> None:
    read: list[int] = []

    @kept(2)
    def length(text: str) -> int:
        read.append(len(text))
        return len(text)

    long = "x" * (MOST_LETTERS + 1)
    assert [length(text) for text in ("a", "a", long, long)] == [1, 1, len(long), len(long)]
    assert read == [1, len(long), len(long)]


def test_the_oldest_is_forgotten() -> None:
    read: list[str] = []

    @kept(2)
    def itself(text: str) -> str:
        read.append(text)
        return text

    for text in ("a", "b", "c", "a"):
        itself(text)
    assert read == ["a", "b", "c", "a"]
