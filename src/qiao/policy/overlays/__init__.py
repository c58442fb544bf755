"""Overlays: what lies over the pack from when to when, such as the texts and priorities of an incident.

An overlay is data with its dates. Laying one or lifting it is felt in every process within seconds and needs no
restart; the pack itself stays as it is, so what held before holds again when it is lifted.
"""

from qiao.policy.overlays.actions import Period, held_for, laid, lay, lift
from qiao.policy.overlays.live import Dated, Overlays
from qiao.policy.overlays.shape import Entry, Overlay

__all__ = ["Dated", "Entry", "Overlay", "Overlays", "Period", "held_for", "laid", "lay", "lift"]
