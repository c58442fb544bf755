"""What a leader is told of wherever on the desk she is: a view of its own, read only when it may have changed."""

from typing import Any

from qiao.access import Staff
from qiao.desk.floor import queries
from qiao.desk.floor.grid import alert_wires
from qiao.desk.parts import ALERT_TOPIC, Desk
from qiao.foundation.bus import Wake
from qiao.foundation.http import Parts

Frame = dict[str, Any]


class ToldOf:
    """The alerts of one leader, and which wakes may change them: what is told of work, not work of which nothing is."""

    def __init__(self, parts: Parts, desk: Desk, leader: Staff) -> None:
        self._parts, self._desk, self._leader = parts, desk, leader
        self._items: frozenset[str] | None = None
        """The work that anything was told of; None while that is being found out, when everything may change it."""

    def concerns(self, wake: Wake) -> bool:
        if wake.topic == ALERT_TOPIC or self._items is None:
            return True
        return isinstance(wake.entry, dict) and wake.entry["id"] in self._items

    async def read(self) -> Frame:
        self._items = None
        async with self._parts.database.reading() as session:
            led = await self._desk.views.rota.led_by(session, self._leader.id)
            told = await queries.alerts(session)
            alerts = await alert_wires(session, told, leader=self._leader.id, led=led)
        self._items = frozenset(str(item.id) for _, item in told if item is not None)
        return {"type": "alerts", "alerts": alerts}
