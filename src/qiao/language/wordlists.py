"""Words written as plain text, one after another, and what a pattern makes of them."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def any_of(text: str) -> str:
    """A pattern for any of the words, which may be patterns themselves; earlier ones win."""
    return f"(?:{'|'.join(text.split())})"


def phrases(text: str) -> str:
    """As `any_of` for English: an underscore stands for a space, and no letter may touch the phrase."""
    return f"(?<![a-z]){any_of(text).replace('_', ' ')}(?![a-z])"


def in_order(text: str) -> tuple[str, ...]:
    return tuple(text.split())
