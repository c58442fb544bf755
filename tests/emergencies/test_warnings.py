"""Public warnings: what is read of one, what is refused, and that a draft is all that comes of it."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from qiao import emergencies
from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.incidents.warnings import WarningKnown, WarningUnreadable, read_warning
from tests.conftest import NOON, TestHouse

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>TEST-41010041600000_20261123120000</identifier><sender>test@example.org</sender>
  <sent>2026-11-23T12:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info>
    <language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
    <severity>Extreme</severity><certainty>Observed</certainty>
    <effective>2026-11-23T12:00:00+08:00</effective><expires>2026-11-25T12:00:00+08:00</expires>
    <headline>测试气象台发布暴雨红色预警</headline>
    <area><areaDesc>郑州市</areaDesc>
      <geocode><valueName>行政区划代码</valueName><value>410100000000</value></geocode></area>
    <area><areaDesc>河南省新乡市</areaDesc></area>
  </info>
</alert>"""


def test_a_warning_says_what_where_how_bad_and_until_when() -> None:
    found = read_warning(CAP.encode())
    assert (found.level, found.regions, found.is_exercise) == (1, ("410100", "410700"), False)
    assert found.ends_at.astimezone(UTC) == datetime(2026, 11, 25, 4, tzinfo=UTC)
    assert "暴雨" in found.event


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<alert ", '<!DOCTYPE alert [<!ENTITY a "aaaa">]><alert '),
        ("<status>Actual", "<status>Test"),
        ("<msgType>Alert", "<msgType>Cancel"),
        ("cap:1.2", "cap:1.1"),
        ("+08:00</sent>", "</sent>"),
        ("</alert>", ""),
    ],
)
def test_what_is_no_actual_warning_is_refused(old: str, new: str) -> None:
    with pytest.raises(WarningUnreadable):
        read_warning(CAP.replace(old, new).encode())


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda said: CAP.replace("Actual", said).encode("utf-8", "ignore"))
)
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(WarningUnreadable):
        read_warning(data)


async def test_a_draft_is_all_that_comes_of_it_and_only_once(house: TestHouse) -> None:
    incidents, warning = house.house.incidents, read_warning(CAP.encode())
    async with house.database.transaction() as session:
        await emergencies.propose(session, incidents, warning, now=NOON + timedelta(minutes=1))
    with pytest.raises(WarningKnown):
        async with house.database.transaction() as session:
            await emergencies.propose(session, incidents, warning, now=NOON + timedelta(minutes=2))
    async with house.database.reading() as session:
        (row,) = await session.scalars(select(IncidentRow))
    assert (row.state, row.playbook, row.kind, row.source, row.written_by) == (
        "draft",
        "disaster",
        "flood",
        "cap",
        None,
    )
    await house.house.overlays.read()
    assert house.house.overlays.at(NOON + timedelta(hours=1)) == ()
