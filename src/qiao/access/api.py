"""The HTTP surface of who works here: signing in and out, one's own account, and whom every staff route asks."""

from fastapi import APIRouter

from qiao.access.grants import GrantBook
from qiao.access.signin import COOKIE, Doorkeeper, Entrance, account, doorkeeper, entrance, helping, office, sso_routes

__all__ = ["COOKIE", "doorkeeper", "routes"]


def routes(into: Entrance, book: GrantBook, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff`, and those under `/api/v1/access` that change something."""
    router = APIRouter()
    router.routes.extend(entrance.routes(into, signed_in).routes)
    router.routes.extend(sso_routes.routes(into).routes)
    router.routes.extend(account.routes(into, signed_in).routes)
    router.routes.extend(office.routes(into, book, signed_in).routes)
    router.routes.extend(helping.routes(into, book, signed_in).routes)
    return router
