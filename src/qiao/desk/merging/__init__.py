"""Finding at the desk that two records are one person: seen side by side, joined, agreed to, parted."""

from qiao.desk.merging.at_lender import AtLender
from qiao.desk.merging.finding import OtherNotFound, Sides, find_other, side_wire, sides_of, takes_on
from qiao.desk.merging.proving import IdTailWrong, Proving, proof_of

__all__ = [
    "AtLender",
    "IdTailWrong",
    "OtherNotFound",
    "Proving",
    "Sides",
    "find_other",
    "proof_of",
    "side_wire",
    "sides_of",
    "takes_on",
]
