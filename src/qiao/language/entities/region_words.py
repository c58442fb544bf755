"""Names of regions that are also words, and the words that show a place is meant."""

from .wordlists import any_of, words

# Cities whose short names are everyday words: regions only where the words around say so.
EVERYDAY_CITIES = words(
    """来宾 三明 大同 阿里 海东 海西 海北 黄南 安康 平安 朝阳 和田 日照 保山 开封 中卫 通化 定西 白山 四平 山南 玉树
    资阳 大庆 黄山 玉林 长治 昌都 昌吉 六安"""
)

PLACE_BEFORE = (
    any_of(
        """住在? 家在 人在 在 来自 老家是?在? 户籍(?:地|所在地)?[是在为:]? 籍贯[是:]? 位于 地址[是:]? 所在地[是:]?
        城市[是:]? 地区[是:]? 搬到 搬去 去 到 回 从 我是 我们 坐标 现居 常住 派到 区域[是:]?"""
    )
    + "$"
)
_DISASTER = any_of("地震 洪水 洪灾 洪涝 暴雨 台风 水灾 泥石流 山体滑坡 山洪 疫情 火灾 大火 雪灾 旱灾 干旱")
PLACE_AFTER = any_of(
    f"""人(?![民们]) 这边 这里 那边 那里 本地 当地 地区 全市 市区 城区 发生 遭遇 遭受 受灾 {_DISASTER} 的客户 分公司
    分行
    支行 老家 户籍 户口"""
)
DISASTER_AFTER = rf"(?:那边|这边)?(?:发生了?|遭遇了?|遭了|遭受)?(?:[0-9.]{{1,4}}级)?{_DISASTER}"
# Parts of the names of other things.
NOT_PLACE_AFTER = any_of(
    "路 大道 大街 街 牌 银行 大学 学院 中学 烤鸭 拉面 治 小异 巴巴 公园 饭店 酒店 话 农商 农村商业"
)
