"""What is known of a customer beside her stage: traits, each as of a day and by a source, and tags by rules.

Traits are made of what the lender tells and of what happens in the house (`knowing`); tags are conditions over them,
over her stage and over events within days (`judging`); both are pure. What is kept saves making them anew
(`settling`), and the passing of days moves those whose day has come (`jobs`). For everybody at once the same rules
are columns of an engine (`columns`, loaded when it is first asked for), and audiences are sets of numbers
(`audiences`). Flags are set by people and stand elsewhere.
"""

from qiao.customers.profile.book import PROFILE, ProfileBook
from qiao.customers.profile.events import TAGS_CHANGED
from qiao.customers.profile.jobs import (
    DAY_JOB,
    begin_days,
    day_handler,
    follow_of,
    hear_handler,
    put_off_handler,
)
from qiao.customers.profile.judging import Reason
from qiao.customers.profile.queries import everybody, tagged
from qiao.customers.profile.reading import Profile, Tag, Trait, profile, profiles
from qiao.customers.profile.recomputing import Recomputed, recompute

__all__ = [
    "DAY_JOB",
    "PROFILE",
    "TAGS_CHANGED",
    "Profile",
    "ProfileBook",
    "Reason",
    "Recomputed",
    "Tag",
    "Trait",
    "begin_days",
    "day_handler",
    "everybody",
    "follow_of",
    "hear_handler",
    "profile",
    "profiles",
    "put_off_handler",
    "recompute",
    "tagged",
]
