"""What the tables of cases compare: type, value and unit, on an invented Wednesday."""

from datetime import datetime
from zoneinfo import ZoneInfo

from qiao.language import entities
from qiao.language.entities import EntityType, EntityValue

NOW = datetime(2025, 6, 11, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def values(text: str, kind: EntityType) -> list[EntityValue]:
    return [entity.value for entity in entities.find(text, now=NOW) if entity.type is kind]


def kinds(text: str) -> list[str]:
    return [entity.type.value for entity in entities.find(text, now=NOW)]
