"""The letter of a decision on paper: what stands where (`sheet`), set by `foundation.paper` (`drawing`).

The same facts give the same bytes, so a letter can be made again and compared with the one that was delivered.
"""

from qiao.cases.complaints.paper.drawing import drawn
from qiao.cases.complaints.paper.sheet import Letterhead, day_name, sheet

__all__ = ["Letterhead", "day_name", "drawn", "sheet"]
