"""Splitting a message that asks several things into its parts.

A message is read clause by clause. What a clause does (asks, wishes, tells) and whether it brings a matter of its own
decide where a part begins; what only tells stays with what it explains. In doubt a message stays whole.
"""

from .parts import Part, segment

__all__ = ["Part", "segment"]
