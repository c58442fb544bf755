"""What an overlay says."""

from pydantic import BaseModel, ConfigDict

from qiao.policy.schema import InBoth


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Entry(_Part):
    """The quick way in: a tile of the page and a button of the robot's first line that begin this intent."""

    intent: str
    label: InBoth


class Overlay(_Part):
    """Texts and priorities while it holds.

    `rank`: of several the lowest is shown first. `urgent`: intents that come first where it is unclear what was meant.
    `is_local`: it is about some places alone, so somebody may say that it is not about her.
    """

    rank: int
    banner: InBoth
    first_line: InBoth
    entry: Entry | None
    urgent: tuple[str, ...]
    is_local: bool
