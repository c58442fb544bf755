"""Entities in what customers write: amounts, days, periods, lengths of time, cards, loans, banks, places, names
and reasons, each with where it stands in the original text, its value and its unit.

Everything here is rules over folded text and tables of words apart from them; nothing is learnt and nothing
is asked from outside. Numbers that only look like one of these (hotlines, order numbers, percentages, codes)
are read as well, so that nobody takes them for money.
"""

from .finding import find
from .model import Entity, EntityType, EntityValue

__all__ = ["Entity", "EntityType", "EntityValue", "find"]
