"""The figures by which complaints are handled: dated, sourced, from the rule tables of the pack."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from qiao.policy.rules import RuleBook

LEADER: Final = 1
HIGHER: Final = 2
"""How high the post has to be that agrees: a team leader, or compliance."""


@dataclass(frozen=True, slots=True)
class Terms:
    """As they held on the day on which a complaint was made. Days are calendar days."""

    days: int
    extended_days: int
    """In how many days in total it is decided after a first extension, and `extended_again_days` after a second."""
    extended_again_days: int
    house_days: int
    contact_hours: int
    warn_days: int
    verification_ask_days: int
    verification_days: int
    small_redress_fen: int
    repeat_days: int
    facts_a_day: int
    low_rating: int
    """The rating up to which she is called."""
    lookup_tries: int
    representatives: int
    """How many complainants of a joint complaint speak for the others at most, whoever leads among them."""
    together: int
    """How many complainants one joint complaint has at most."""

    @classmethod
    def on(cls, book: RuleBook, day: date) -> "Terms":
        """Raises UnknownFigure where the tables say nothing for that day."""

        def figure(name: str) -> int:
            value = book.figure(f"complaint_{name}", day)
            assert isinstance(value, int), "days, counts and fen are whole numbers"
            return value

        return cls(
            days=figure("days"),
            extended_days=figure("extended_days"),
            extended_again_days=figure("extended_again_days"),
            house_days=figure("house_days"),
            contact_hours=figure("contact_hours"),
            warn_days=figure("warn_days"),
            verification_ask_days=figure("verification_ask_days"),
            verification_days=figure("verification_days"),
            small_redress_fen=figure("small_redress"),
            repeat_days=figure("repeat_days"),
            facts_a_day=figure("facts_a_day"),
            low_rating=figure("low_rating"),
            lookup_tries=figure("lookup_tries"),
            representatives=figure("representatives"),
            together=figure("together"),
        )

    def more_days(self, extensions: int) -> int:
        """How many days the next extension gives; 0 where there is none any more."""
        steps = (self.extended_days - self.days, self.extended_again_days - self.extended_days)
        return steps[extensions] if extensions < len(steps) else 0
