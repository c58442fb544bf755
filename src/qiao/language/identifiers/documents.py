"""Number plates and passports."""

from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, found_by_line
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, D, S, digits_of

_S = rf"(?:\n|{S}){{0,3}}"
_PLATE_SIGN = rf"(?:[a-hj-np-z]|{D})"
_ENDS = rf"(?![a-z0-9{COVERED}{HAN_DIGITS}])"
_PROVINCE = r"[京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼新](?<![最更全重创崭]新)"
_PLATE = lazily(
    rf"{_PROVINCE}{_S}[a-hj-np-z](?:{_S}{_PLATE_SIGN}){{4}}(?:{_S}{_PLATE_SIGN}(?:{_S}{_PLATE_SIGN})?{_ENDS}"
    rf"|\s?[学警挂港澳使领])"
)
_PLATE_TOLD = lazily(rf"车牌(?:号码?|照)?(?:[是为:\s☺的]){{0,4}}([a-hj-np-z](?:{_S}{_PLATE_SIGN}){{5,6}}){_ENDS}")
_OIL = 5
_ELECTRIC = 6
_FEWEST_DIGITS = 2


def plates(seen: Seen) -> Iterator[Found]:
    for found in _PLATE.finditer(seen.text):
        if _is_plate(_signs(found.group())[2:]):
            yield found_by_line(seen.text, *found.span(), Kind.PLATE)
    for told in _PLATE_TOLD.finditer(seen.text):
        if _is_plate(_signs(told[1])[1:]):
            yield found_by_line(seen.text, *told.span(1), Kind.PLATE)


def _signs(written: str) -> str:
    return "".join(sign for sign in written if sign.isalnum())


def _is_plate(body: str) -> bool:
    digits = len(digits_of(body))
    if body[-1] in "学警挂港澳使领":
        return digits >= _FEWEST_DIGITS
    letters = len(body) - digits
    if len(body) == _ELECTRIC:
        return letters in {1, 2} and (not body[0].isdecimal() or (body[-1].isascii() and body[-1].isalpha()))
    return len(body) == _OIL and letters <= _OIL - _FEWEST_DIGITS


_EIGHT = rf"\s?(?:{D}{{8}}|[0-9]{{4}} [0-9]{{4}}|[0-9]{{2}} [0-9]{{3}} [0-9]{{3}})"
_TOLD = lazily(
    rf"(?:护照|通行证|回乡证|台胞证|passport)(?:号码?|号|编号|id|no\.?|number|本|我|的|是|为|叫|is"
    rf"|:|=|#|[\s\"'☺,]){{0,8}}"
    rf"([a-z](?:{_S}[a-z])?(?:{_S}{D}){{6,9}}|{D}(?:{_S}{D}){{7,9}}){_ENDS}(?![元块万年月])"
)
_BARE = lazily(rf"[eg](?<![a-z0-9{COVERED}][eg])(?:{_EIGHT}|(?<=e)[a-hj-np-z]\s?[0-9]{{7}}){_ENDS}(?!-[0-9]|\.[0-9])")
_CODE_BEFORE = lazily(
    r"(?:订单|流水|编号|单号|合同|凭证|受理|工单|序列|版本|型号|错误|报错|代码|编码|批次|快递|运单"
    r"|发票|设备|order|ref|serial|error|code|version|err|sn|no)[^\n]{0,8}$"
)


def passports(seen: Seen) -> Iterator[Found]:
    done = 0
    for told in _TOLD.finditer(seen.text):
        done = told.end()
        yield found_by_line(seen.text, *told.span(1), Kind.PASSPORT)
    for bare in _BARE.finditer(seen.text, done):
        if not _CODE_BEFORE.search(seen.text, max(0, bare.start() - 14), bare.start()):
            yield found_by_line(seen.text, *bare.span(), Kind.PASSPORT)
