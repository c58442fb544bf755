"""The HTTP surface of who works here: signing in and out, one's own account, and whom every staff route asks."""

from fastapi import APIRouter

from qiao.access.grants import GrantBook
from qiao.access.signin import COOKIE, Doorkeeper, Entrance, account, doorkeeper, entrance, helping, office, sso_routes

__all__ = ["COOKIE", "doorkeeper", "routes"]


def routes(into: Entrance, book: GrantBook, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff`, and those under `/api/v1/access` that change something."""
    router = APIRouter()
    router.include_router(entrance.routes(into, signed_in))
    router.include_router(sso_routes.routes(into))
    router.include_router(account.routes(into, signed_in))
    router.include_router(office.routes(into, book, signed_in))
    router.include_router(helping.routes(into, book, signed_in))
    return router
