"""What is announced of profiles. Subject is the customer; the payload holds the names of tags alone."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

TAGS_CHANGED = declare(
    "TagsChanged", kind="profile", on_erase=OnErase.KEEP, why="who entered and left a tag is counted, by pseudonym"
)
