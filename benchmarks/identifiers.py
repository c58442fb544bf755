"""How fast personal data is found, on one core: `python -m benchmarks.identifiers [--json]`.

Short texts a second, megabytes a second on long ones, and what a megabyte of hostile text takes. Beside it
Presidio's stock recognisers on the same short texts, from an environment of their own:

    python -m venv /somewhere && /somewhere/bin/pip install presidio-analyzer
    python -m benchmarks.identifiers --peer --peer-python /somewhere/bin/python

Seconds are processor time of one thread. The texts are worked through in slices, and of each slice the best of
several runs counts, for ours and for Presidio: what neighbours on the machine take away is left out.
"""

import argparse
import json
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.figures import Figures, meets, ratio, report
from qiao.language.identifiers import find

BARS = {"short_texts_per_s": 20_000, "long_mb_per_s": 5, "hostile_s_per_mb": 1.0, "times_peer": 10}
_RUNS = 8
_SLICE = 100
_LONG = 20_000
_PROSE = [
    "我上个月申请了一笔贷款，客服说审核通过以后两个工作日内到账，可是到现在都没有收到钱，也没有人打电话解释原因。",
    "请问提前还款的利息怎么算，会不会有手续费，逾期一天会不会影响征信？麻烦帮我查一下进度，谢谢。",
    "I was told that the money would arrive within two working days, but nothing has come so far. Please check it.",
    "借了{amount}元分{count}期，每期还{small}.50，怎么多扣了{small}块",
    "订单号{long}，{date}扣的款，请核实",
    "打了95533和12378都没人接",
    "好的",
    "在吗",
]
_PERSONAL = [
    "我的手机号是{phone}，短信收不到",
    "换成这张卡{card}可以吗",
    "身份证11010519491231002X，帮我查额度",
    "我叫张伟，住北京市朝阳区建国路88号3单元502室",
    "验证码{code}不对",
    "微信zhang_{code}加我",
    "电话 138-1234-5678 或者邮箱 zhang{code}@qq.com",
]
_FLOODS = [
    "1",
    "1 ",
    "13 ",
    "13812345678 ",
    "@",
    "a@b.cc ",
    "- ",
    "密码",
    "密码ab12 ",
    "一二",
    "四个零",
    "我叫张伟",
    "1\n",
]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=5_000, help="short texts; a fifth of them hold personal data")
    parser.add_argument("--peer", action="store_true", help="run Presidio's stock recognisers beside")
    parser.add_argument("--peer-python", default="python3", help="an interpreter that can import presidio_analyzer")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    texts = list(short_texts(random.Random(1), chosen.texts))
    figures = measure(texts)
    if chosen.peer:
        figures["peer"] = beside_peer(texts[:500], chosen.peer_python, ours_s=texts_seconds(texts[:500]))
    report(figures, as_json=chosen.json)


def measure(texts: Sequence[str]) -> Figures:
    long = "\n".join(texts) * 3
    longs = [long[start : start + _LONG] for start in range(0, len(long), _LONG)]
    hostile = {flood: _megabyte(flood) for flood in _FLOODS}
    slowest = {flood: round(best_seconds(lambda text=text: find(text), 4), 2) for flood, text in hostile.items()}
    short_per_s = round(len(texts) / texts_seconds(texts))
    long_mb_per_s = round(len(long.encode()) / sum(best_seconds(lambda one=one: find(one)) for one in longs) / 1e6, 2)
    worst = max(slowest.values())
    return {
        "short_texts_per_s": short_per_s,
        "long_mb_per_s": long_mb_per_s,
        "hostile_s_per_mb": worst,
        "hostile": slowest,
        "bars": {
            "short_texts_per_s": meets(short_per_s, BARS["short_texts_per_s"], at_most=False),
            "long_mb_per_s": meets(long_mb_per_s, BARS["long_mb_per_s"], at_most=False),
            "hostile_s_per_mb": meets(worst, BARS["hostile_s_per_mb"], at_most=True),
        },
    }


def beside_peer(texts: Sequence[str], python: str, *, ours_s: float) -> Figures:
    """Both over the same texts, in the same run."""
    peer = Path(__file__).with_name("presidio_peer.py")
    ran = subprocess.run([python, str(peer)], input=json.dumps(texts), capture_output=True, text=True, check=False)  # noqa: S603  the reader names the interpreter
    if ran.returncode:
        return {"error": f"{python} cannot run Presidio: {ran.stderr.strip().splitlines()[-1:]}"}
    theirs: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    times = ratio(theirs["seconds"], ours_s)
    return {
        "texts": len(texts),
        "ours_s": round(ours_s, 4),
        "presidio_s": round(theirs["seconds"], 4),
        "texts_with_findings": {"ours": sum(bool(find(text)) for text in texts), "presidio": theirs["found"]},
        "times_peer": times,
        "bar": meets(times, BARS["times_peer"], at_most=False),
    }


def texts_seconds(texts: Sequence[str]) -> float:
    slices = [texts[start : start + _SLICE] for start in range(0, len(texts), _SLICE)]
    return sum(best_seconds(lambda part=part: [find(text) for text in part]) for part in slices)


def best_seconds(work: Callable[[], object], runs: int = _RUNS) -> float:
    taken: list[float] = []
    for _ in range(runs):
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    return min(taken)


def short_texts(chance: random.Random, count: int) -> list[str]:
    """What customers type, with figures of every sort; every fifth text holds personal data."""

    def digits(length: int) -> str:
        return "".join(chance.choices("0123456789", k=length))

    def written(place: int) -> str:
        return chance.choice(_PERSONAL if place % 5 == 0 else _PROSE).format(
            amount=chance.randint(1_000, 200_000),
            small=chance.randint(10, 9_999),
            count=chance.choice([3, 6, 12, 24, 36]),
            long="2024" + digits(14),
            date=f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            phone="13" + digits(9),
            card="6222" + digits(15),
            code=digits(6),
        )

    return [written(place) for place in range(count)]


def _megabyte(flood: str) -> str:
    """A million bytes of it, as it is sent."""
    return flood * (1_000_000 // len(flood.encode()) + 1)


if __name__ == "__main__":
    main()
