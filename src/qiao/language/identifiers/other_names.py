"""Names that are no Han names: transliterated ones with a dot, pinyin, English."""

import re
from collections.abc import Iterator

from qiao.language.patterns import lazily
from qiao.language.wordlists import words

from .kinds import Found, Kind
from .seeing import Seen

# --- with a dot -----------------------------------------------------------------------------------------------

# Signs that names of the Uyghur, Kazakh, Mongolian and Tibetan peoples are written with.
_SOUNDS = (
    "阿艾爱安奥巴白班贝比毕博布才措次达丹德丁多尔凡夫嘎盖干格各根古哈海赫黑呼胡华吉加佳江杰金卡凯康克库拉来兰郎勒雷里丽力利列林龙卢鲁罗洛"
    "马玛买麦曼梅美孟米明莫姆木穆那纳娜南尼诺帕彭皮朴普其奇齐恰强琴青热仁日肉如茹萨赛桑色森沙山善尚舍什师史斯苏素孙索塔台泰坦特提图吐土托"
    "瓦万旺维温文乌西希夏萧辛新雄许旭牙亚延杨叶依伊以义因尹永尤玉约云再扎泽札珍扎志卓孜宗祖佐不都古丽娜尔买提江迪热巴力木汗别努吾甫合逊肯"
    "帖慕蒙和巴彦洪孛儿只斤觉罗弘"
)
_DOTTED = lazily(r"(?P<name>[\u4e00-\u9fff]{2,8}·(?:[\u4e00-\u9fff]{1,8}·)?[\u4e00-\u9fff]{1,8})")
_NO_SOUND = lazily(rf"[^{_SOUNDS}·]")
_FEWEST_SOUNDS = 0.7  # of all signs
_LEAD_IN = lazily(r"^(?:因为|以|因|叫|是|和|跟|给|我是|不)(?=..)")
_INTRODUCED_DOTTED = lazily(
    r"(?:我叫|叫做?|姓名|名字|户名|本人|[款系保请办户主]人|我是|先生是|名是)[是为叫:\s]{0,3}"
    r"(?P<name>(?![叫是的为])[\u4e00-\u9fff]{2,8}(?:·[\u4e00-\u9fff]{1,8}){1,3})"
)
_SHORTEST = 4


def peoples_names(text: str) -> Iterator[Found]:
    if "·" not in text:
        return
    for found in _INTRODUCED_DOTTED.finditer(text):
        yield Found(*found.span("name"), Kind.NAME)
    for found in _DOTTED.finditer(text):
        start, end = _without_neighbours(*found.span("name"), text)
        sounds = end - start - len(_NO_SOUND.findall(text, start, end))
        if end - start >= _SHORTEST and sounds >= _FEWEST_SOUNDS * (end - start) and text[end : end + 1] != "*":
            yield Found(start, end, Kind.NAME)


def _without_neighbours(start: int, end: int, text: str) -> tuple[int, int]:
    """Signs that names are not written with belong to the words beside."""
    dot = text.index("·", start, end)
    for strange in _NO_SOUND.finditer(text, start, dot):
        start = strange.end()
    if lead := _LEAD_IN.match(text[start:end]):
        start += lead.end()
    strange = _NO_SOUND.search(text, text.rindex("·", start, end) + 2, end)
    end = strange.start() if strange else end
    return start, end - (text[end - 1] == "和" and text[end - 2] != "孟")


# --- in Latin letters -----------------------------------------------------------------------------------------

_WORD = r"[a-z][a-z'\-]{1,20}"
_NAME = rf"(?P<name>{_WORD}(?: [a-z]\.)?(?: {_WORD}){{0,2}})(?![a-z*])"
_ROLES = words("cardholder account_holder holder contact recipient payee beneficiary borrower applicant signed attn")
_WEAK = words(
    "call_me i_am i'm this_is regards,? sincerely,? thanks,? best,? yours,? cheers,? mr\\.? mrs\\.? ms\\.? miss dr\\.?"
)
_ENGLISH = lazily(
    "(?:"
    + "|".join(
        [r"my (?:full )?name(?: is|'s|:)?", r"name ?(?:is|:|=|-)"]
        + [weak.replace("_", " ") for weak in sorted(_WEAK)]
        + [role.replace("_", " ") + r"(?: name)?(?: is|:|,| -)?" for role in sorted(_ROLES)]
    )
    + rf")\s{{1,2}}{_NAME}"
)
_AMID_HAN = lazily(
    rf"(?:我(?:的?名字)?(?:就?叫做?|是)|叫我|本人(?:叫|是)?|英文名|拼音|大名|名字|姓名|户名|全名|真名|实名|名叫|款人"
    rf"|件人|货人|系人|卡人|保人|请人|办人|户人|户主|受益人|抬头|签名|落款)"
    rf"(?:姓名|名字|名|写|填|的|是|为|叫|应该|:|=|[\s\"'(☺,-]){{0,4}}{_NAME}"
)
_NOT_NAMES = words(
    "not a an the very so just really sorry trying calling writing asking going having late unable here there still "
    "currently my your unhappy "
    "back later happy angry sure afraid about interested looking from in on at waiting being now wrong for to is was "
    "required field it what who "
    "regards vip app apple android iphone ok yes no id phone email customer user error null new unemployed sick glad "
    "fine done ready worried "
    "getting using paying able aware confused disappointed frustrated stuck good bad ridiculous urgent me us all "
    "wishes you again"
)
_STOPS = words("and i phone id email please can with but number my the is at from who calling")
_SURNAMES = lazily(
    r"(?:zhang|wang|li|liu|chen|yang|zhao|huang|zhou|wu|xu|sun|hu|zhu|gao|lin|he|guo|ma|luo|liang|song|zheng|xie|han"
    r"|tang|feng|yu|dong|xiao|cheng|cao"
    r"|yuan|deng|fu|shen|zeng|peng|lv|lu|su|jiang|cai|jia|ding|wei|xue|ye|yan|pan|du|dai|xia|zhong|tian|ren|fan|fang"
    r"|shi|yao|tan|liao|zou|xiong|jin|hao"
    r"|kong|bai|cui|kang|mao|qiu|qin|gu|hou|shao|meng|long|wan|duan|lei|qian|yin|yi|chang|qiao|lai|gong|ouyang|sima"
    r"|zhuge)"
)
_FIRST_NAMES = words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
    "donald steven paul andrew joshua "
    "kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry "
    "justin scott brandon benjamin samuel "
    "frank peter henry jack tom tony mike bob jim steve alex leo lucas oliver ethan adam mary patricia jennifer "
    "linda elizabeth barbara susan jessica "
    "sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah "
    "stephanie rebecca laura sharon "
    "cynthia kathleen amy angela anna alice helen emma olivia sophia grace lucy lily jane maria julia kate kelly tina "
    "vivian cindy"
)
_SYLLABLES = lazily(r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouv]{1,3}(?:ng|n|r)?){2,5}")
_ONE_WORD_ENOUGH = ("call me", "cardholder", "account holder", "holder", "recipient", "payee", "beneficiary")
_LETTERS = lazily("[a-z]{2}")


def latin_names(seen: Seen) -> Iterator[Found]:
    text = seen.text
    if _LETTERS.search(text) is None:
        return
    alone = _WHOLE.fullmatch(text)
    if (
        alone
        and _is_pinyin(alone["name"])
        and seen.written(*alone.span("name")).istitle() | seen.written(*alone.span("name")).isupper()
    ):
        yield Found(*alone.span("name"), Kind.NAME)
    yield from (name for at in _ENGLISH.finditer(text) if (name := _name_at(seen, at, amid_han=False)))
    if not text.isascii():
        yield from (name for at in _AMID_HAN.finditer(text) if (name := _name_at(seen, at, amid_han=True)))


def _name_at(seen: Seen, at: re.Match[str], *, amid_han: bool) -> Found | None:
    words = at["name"].split()
    start = at.start("name")
    written = seen.written(start, at.end("name")).split()
    if not amid_han and at.start() and "a" <= seen.text[at.start() - 1] <= "z":
        return None
    weak = not amid_han and not at.group().startswith(("my ", "name"))
    kept = 0
    for word, as_written in zip(words, written, strict=False):
        if word in _NOT_NAMES or word in _STOPS:
            break
        if not as_written[:1].isupper() and (
            (weak and words[0] not in _FIRST_NAMES and not _is_pinyin(" ".join(words[:2])))
            or (kept and written[0][:1].isupper())
        ):
            break
        kept += 1
    name = " ".join(words[:kept])
    if kept == 0 or (weak and kept == 1 and not at.group().startswith(_ONE_WORD_ENOUGH)):
        return None
    if amid_han and not written[0][:1].isupper() and not _is_pinyin(name):
        return None
    return Found(start, start + len(name), Kind.NAME)


_WHOLE = lazily(r"\s*(?P<name>[a-z]{2,7} [a-z]{2,12}(?: [a-z]{2,6})?)\s*")


def _is_pinyin(name: str) -> bool:
    letters = re.sub("[ '-]", "", name)
    return _SURNAMES.match(letters) is not None and _SYLLABLES.fullmatch(letters) is not None
