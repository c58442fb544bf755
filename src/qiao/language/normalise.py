"""One form for each way of writing the same words, before anything is learnt from them or found in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .folding import folded

_FIRST_TOKEN = 0xE000  # Private use: one character a token, so that character n-grams see it as one sign.
_LAST_TOKEN = 0xEFFF

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff〇"
_SPACES = re.compile(r"\s+")
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
_REPEATED_LETTER = re.compile(r"([^\W\d])\1{2,}")
_REPEATED_SIGN = re.compile(r"([^\w\s])\1+")


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names that mean the same to us: what customers call our products, as one token each.

    `names` maps a token's name, such as `our_loan`, to everything customers say for it.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    _tokens: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.names) > _LAST_TOKEN - _FIRST_TOKEN:
            raise ValueError("too many alias tokens")
        tokens: dict[str, str] = {}
        for index, names in enumerate(self.names.values()):
            for name in names:
                written = normalise(name)
                if written:
                    tokens.setdefault(written, chr(_FIRST_TOKEN + index))
        object.__setattr__(self, "_tokens", tokens)
        object.__setattr__(self, "_pattern", _pattern_of(tokens))

    def replace(self, normalised: str) -> str:
        """Put the one-character token in place of every alias; longer names win over shorter ones."""
        if self._pattern is None:
            return normalised
        return self._pattern.sub(lambda found: self._tokens[found.group()], normalised)

    def spell_out(self, tokenised: str) -> str:
        """For people: tokens as their names in angle brackets."""
        shown = {_FIRST_TOKEN + index: f"⟨{name}⟩" for index, name in enumerate(self.names)}
        return tokenised.translate(shown)


def normalise(text: str) -> str:
    """Fold characters, tidy spaces, squeeze repetition. Any string, linear time.

    Spaces beside Chinese characters go; three or more of a letter become two, repeated signs one; digits stay.
    """
    tidy = _SPACE_BESIDE_HAN.sub("", _SPACES.sub(" ", folded(text))).strip()
    return _REPEATED_SIGN.sub(r"\1", _REPEATED_LETTER.sub(r"\1\1", tidy))


def _pattern_of(tokens: Mapping[str, str]) -> re.Pattern[str] | None:
    if not tokens:
        return None
    names = sorted(tokens, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_whole_word, names)))


def _whole_word(name: str) -> str:
    before = r"(?<![a-z])" if name[0].isascii() and name[0].isalpha() else ""
    after = r"(?![a-z])" if name[-1].isascii() and name[-1].isalpha() else ""
    return f"{before}{re.escape(name)}{after}"
