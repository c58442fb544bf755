"""Files of a work order over HTTP. The body is the file alone; its name comes percent-encoded in a header."""

from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from qiao.access import Doorkeeper
from qiao.cases.orders import files as order_files
from qiao.cases.orders.files import Adding
from qiao.cases.orders.parts import Ordering
from qiao.conversations import files
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS, Parts, source_of

UPLOADS = "/api/v1/staff/order-files/"
"""Its own path: bodies below it may be as large as a file."""
_NAME_HEADER = "x-file-name"


class Opening(Body):
    """The address says all."""


def routes(parts: Parts, ordering: Ordering, cabinet: files.Cabinet, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/order-files/{order_id}`.

    Opening is a POST that answers with the bytes: there is no address that could be passed on, kept or guessed.
    """
    router = APIRouter(prefix="/api/v1/staff/order-files/{order_id}", tags=["orders"], responses=REFUSALS)

    @router.put(
        "/{client_id}",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in files.TYPES},
            }
        },
    )
    @declared(Who.HOLDER)
    async def added(
        order_id: UUID,
        client_id: Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")],
        request: Request,
    ) -> dict[str, Any]:
        """Add a picture or a PDF to an order that runs; again with the same id is answered as before."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        name, kind = unquote(request.headers.get(_NAME_HEADER, "")), request.headers.get("content-type", "")
        upload = files.Upload(client_id, name, kind, await request.body())
        adding = Adding(cabinet, parts.database, upload)
        return order_files.wire(await order_files.add(ordering, staff, order_id, adding, now=now))

    @router.post("/{file_id}", response_class=Response)
    @declared(Who.HOLDER)
    async def opened(order_id: UUID, file_id: UUID, _: Opening, request: Request) -> Response:
        """A file of an order that she sees; that she opened it is on record before it is read."""
        staff, now, source = (await signed_in(request)).staff, parts.clock.now(), source_of(request)
        async with parts.database.transaction() as session:
            found, row = await order_files.opened(session, ordering, staff, order_id, file_id, source=source, now=now)
        content = await order_files.contents(cabinet, parts.database, ordering, found, row)
        return Response(content, media_type=row.kind, headers=attachment(row.name))

    _ = (added, opened)
    return router
