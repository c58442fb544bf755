"""Setting type on A4 in Chinese and English: lines (`breaking`), pages (`flowing`), ink (`pen`).

What stands on the paper is the rooms' own; the same text gives the same bytes.
"""

from qiao.foundation.paper.breaking import NEVER_FIRST, NEVER_LAST, broken
from qiao.foundation.paper.flowing import Part, Placed, pages
from qiao.foundation.paper.pen import PAGE_HEIGHT, PAGE_WIDTH, Pen, inked

__all__ = [
    "NEVER_FIRST",
    "NEVER_LAST",
    "PAGE_HEIGHT",
    "PAGE_WIDTH",
    "Part",
    "Pen",
    "Placed",
    "broken",
    "inked",
    "pages",
]
