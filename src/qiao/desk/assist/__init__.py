"""What helps whoever serves to decide: what is known of the conversation, and how it went with others like it.

Nothing here is learnt or guessed: what is known is read, and cases are counted.
"""

from qiao.desk.assist.gathering import SHOWN, AtHand, Ear, known_of
from qiao.desk.assist.similar import Similar, similar_cases

__all__ = ["SHOWN", "AtHand", "Ear", "Similar", "known_of", "similar_cases"]
