"""The composition root: settings in, ASGI application out. The only room that knows everybody."""

from qiao.app.house import House, assemble, personal_data_holders
from qiao.app.learning import (
    felt_lessons,
    kept_model,
    learn_side_by_side,
    load_library,
    load_understander,
    signal_lessons,
)
from qiao.app.outside import WEBHOOK_EVENTS, back_office, posts_with_codes
from qiao.app.packs import FLOWS, REQUESTS, load_pack, read_pack, shipped_pack
from qiao.app.serving import create_app

__all__ = [
    "FLOWS",
    "REQUESTS",
    "WEBHOOK_EVENTS",
    "House",
    "assemble",
    "back_office",
    "create_app",
    "felt_lessons",
    "kept_model",
    "learn_side_by_side",
    "load_library",
    "load_pack",
    "load_understander",
    "personal_data_holders",
    "posts_with_codes",
    "read_pack",
    "shipped_pack",
    "signal_lessons",
]
