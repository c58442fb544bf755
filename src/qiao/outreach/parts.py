"""What the governor stands on."""

from dataclasses import dataclass

from qiao.foundation.keys import KeyRing
from qiao.outreach.book import GovernorRules
from qiao.outreach.ports import Situations


@dataclass(frozen=True, slots=True)
class Governor:
    """`version`: of the pack, kept with each decision."""

    ring: KeyRing
    rules: GovernorRules
    situations: Situations
    version: str
