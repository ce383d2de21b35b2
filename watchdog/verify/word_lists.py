"""Sets of words, written as a line of them."""


def words_in(line: str) -> frozenset[str]:
    """The words of the line."""
    return frozenset(line.split())
