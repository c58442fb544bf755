"""The floor as those see it who lead: who does what, what waits, how it goes today, and where to step in.

Whom it shows is decided by the teams somebody leads; what it shows of customers, by the table of rights.
"""

from qiao.desk.floor.alerting import ToldOf
from qiao.desk.floor.grid import SHOWN, Recorded, require_leader, seen_by
from qiao.desk.floor.live import LiveView
from qiao.desk.floor.wall import measure, require_counter, wall

__all__ = ["SHOWN", "LiveView", "Recorded", "ToldOf", "measure", "require_counter", "require_leader", "seen_by", "wall"]
