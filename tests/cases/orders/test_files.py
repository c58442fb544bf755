"""Files that colleagues add to a work order: checked, sealed, opened on record by those who see the order, and gone."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import select

from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.cases.orders.model import WorkOrderFileRow
from qiao.cases.personal_data import CasesHolder
from qiao.conversations.files import sweep_at
from qiao.foundation.files import FileId
from tests.access.views.test_reveals import Browser
from tests.cases.orders.asked import Asked, asked
from tests.channels.sending import picture
from tests.conftest import Web
from tests.desk.floor.people import somebody


@pytest.fixture
async def it(web: Web) -> Asked:
    return await asked(web)


async def adds(who: Browser, order: Any, content: bytes, *, key: str = "", kind: str = "image/png") -> Any:
    path = f"/staff/order-files/{order['id']}/{key or uuid4().hex}"
    return await who.sends(path, content, {"content-type": kind, "x-file-name": quote("回单13912345678.png")})


async def test_the_department_adds_one_and_the_service_opens_it_on_record(it: Asked) -> None:
    order = await it.opens()
    added = await adds(it.clerk, order, picture(), key="receipt-1")
    assert added.status_code == 200, added.text
    assert (await adds(it.clerk, order, picture(), key="receipt-1")).json() == added.json()
    assert (await adds(it.clerk, order, picture(9), key="receipt-1")).json()["error"] == "OrderFileChanged"
    (shown,) = (await it.seen(it.agent, order)).json()["files"]
    assert (shown["id"], shown["by"]["id"]) == (added.json()["id"], str(it.clerk.staff.id))
    assert "13912345678" not in shown["name"]
    path = f"/staff/order-files/{order['id']}/{shown['id']}"
    opened = await it.agent.post(path, {})
    assert (opened.content, opened.headers["content-type"]) == (picture(), "image/png")
    stranger = await somebody(it.web, "wei", Post.RISK_FRAUD)
    assert [(await one).status_code for one in (stranger.post(path, {}), adds(stranger, order, picture()))] == [
        404,
        404,
    ]
    async with it.web.house.database.reading() as session:
        details = await session.scalars(select(AuditRecordRow.detail).where(AuditRecordRow.action == "viewed"))
        assert [one["order"] for one in map(json.loads, details) if one.get("file") == shown["id"]] == [order["id"]]


async def test_what_is_no_picture_or_pdf_and_what_comes_too_late_is_not_kept(it: Asked) -> None:
    order = await it.opens()
    assert (await adds(it.clerk, order, b"MZ-not-a-picture")).json()["error"] == "FileTypeMismatch"
    assert (await adds(it.clerk, order, b"#!/bin/sh", kind="text/x-sh")).json()["error"] == "FileTypeRefused"
    await it.done(it.clerk, order, "answered", words="已入账")
    await it.done(it.agent, order, "closed")
    assert (await adds(it.clerk, order, picture())).json()["params"]["because"] == "over"
    assert (await it.seen(it.agent, order)).json()["files"] == []


async def test_bytes_stay_while_an_order_names_them_and_go_after_her_erasing(it: Asked) -> None:
    order, house = await it.opens(), it.web.house
    assert (await adds(it.clerk, order, picture())).status_code == 200
    async with house.database.reading() as session:
        row = (await session.scalars(select(WorkOrderFileRow))).one()

    async def is_kept() -> bool:
        house.clock.advance(timedelta(days=3_000))
        async with house.database.transaction() as session:
            await sweep_at(session, house.clock.now())
        await house.settle()
        later = house.clock.now() + timedelta(days=9_999)
        return FileId(row.stored_id) in set(house.house.cabinet.store.put_before(later))

    assert await is_kept()
    async with house.database.transaction() as session:
        await CasesHolder(house.house.parts.ring).erase(session, it.live.customer_id, now=house.clock.now())
    assert not await is_kept()
