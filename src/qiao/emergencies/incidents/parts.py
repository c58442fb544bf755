"""What incidents stand on."""

from dataclasses import dataclass

from qiao.emergencies.incidents.playbooks import Playbook, PlaybookBook
from qiao.foundation.errors import Invalid
from qiao.policy import Pack


class PlaybookUnknown(Invalid):
    """The pack has no such playbook, or the playbook no such kind."""


@dataclass(frozen=True, slots=True)
class Incidents:
    """The pack and its playbooks."""

    pack: Pack
    book: PlaybookBook

    def playbook(self, name: str) -> Playbook:
        """Raises PlaybookUnknown."""
        found = self.book.playbooks.get(name)
        if found is None:
            raise PlaybookUnknown(playbook=name)
        return found
