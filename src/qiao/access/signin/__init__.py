"""Signing in as banks ask for it: locks that end by themselves, a second proof, single sign-on, sessions that end
everywhere at once, and posts that two people give.
"""

from qiao.access.signin.codes import CodesThere, CodeWrong, posts_with_codes
from qiao.access.signin.doors import COOKIE, CsrfMissing, Doorkeeper, ForeignOrigin, doorkeeper
from qiao.access.signin.entrance import CodeRefused, Entrance, SignInRefused
from qiao.access.signin.model import PostChange, PostRequestRow
from qiao.access.signin.office import OFFICE, PLANNERS
from qiao.access.signin.oidc import Provider
from qiao.access.signin.planning import TeamNotFound, hours_of_day, join_team, make_team, teams
from qiao.access.signin.posts import ACCOUNT_ENDED_JOB, disable_staff
from qiao.access.signin.rota import PlannedRota
from qiao.access.signin.sessions import Browser, Lasts, SessionNotFound
from qiao.access.signin.tries import TooManyTries

__all__ = [
    "ACCOUNT_ENDED_JOB",
    "COOKIE",
    "OFFICE",
    "PLANNERS",
    "Browser",
    "CodeRefused",
    "CodeWrong",
    "CodesThere",
    "CsrfMissing",
    "Doorkeeper",
    "Entrance",
    "ForeignOrigin",
    "Lasts",
    "PlannedRota",
    "PostChange",
    "PostRequestRow",
    "Provider",
    "SessionNotFound",
    "SignInRefused",
    "TeamNotFound",
    "TooManyTries",
    "disable_staff",
    "doorkeeper",
    "hours_of_day",
    "join_team",
    "make_team",
    "posts_with_codes",
    "teams",
]
