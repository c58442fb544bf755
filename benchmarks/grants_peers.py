"""Cedar and casbin over the same table and the same questions, run by an interpreter that has them (see `grants.py`).

Reads the policies, the rows and the questions as JSON, writes for each peer its decisions a second of processor time
and its answers. Cedar's policies are parsed once. casbin gets one line a rule and its fastest enforcer, which looks
only at the lines of the post and field that are asked about.
"""

# pyright: basic, reportMissingImports=false

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CASBIN_MODEL = """
[request_definition]
r = post, field, purpose, act
[policy_definition]
p = post, field, purposes, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.post == p.post && r.field == p.field && named(r.purpose, p.purposes) && (p.act == "any" || r.act == p.act)
"""


def main() -> None:
    given = json.load(sys.stdin)
    print(json.dumps({name: _peer(prepare, given) for name, prepare in _PEERS.items()}))


def _peer(prepare: Callable[[dict[str, Any]], Callable[[list[str]], bool]], given: dict[str, Any]) -> dict[str, Any]:
    try:
        ask = prepare(given)
    except ImportError as absent:
        return {"absent": str(absent)}
    questions = given["questions"]
    ask(questions[0])
    best = float("inf")
    for _ in range(given["runs"]):
        began = time.process_time()
        answers = [ask(question) for question in questions]
        best = min(best, time.process_time() - began)
    return {"per_s": len(questions) / best, "answers": answers}


def _cedar(given: dict[str, Any]) -> Callable[[list[str]], bool]:
    import cedarpy  # noqa: PLC0415  (a peer may be absent)

    policies = cedarpy.PolicySet.from_str(given["cedar"])
    entities = cedarpy.Entities.from_json_str("[]")
    circumstances = given["circumstances"]

    def ask(question: list[str]) -> bool:
        post, field, purpose, action = question
        request = {
            "principal": f'Qiao::Post::"{post}"',
            "action": f'Qiao::Action::"{action}"',
            "resource": f'Qiao::Field::"{field}"',
            "context": {"purpose": purpose, **circumstances},
        }
        return cedarpy.is_authorized(request, policies, entities).allowed

    return ask


def _casbin(given: dict[str, Any]) -> Callable[[list[str]], bool]:
    import casbin  # noqa: PLC0415  (a peer may be absent)

    with tempfile.TemporaryDirectory() as folder:
        model, policy = Path(folder, "model.conf"), Path(folder, "policy.csv")
        model.write_text(_CASBIN_MODEL)
        policy.write_text("\n".join(", ".join(["p", *row]) for row in given["rows"]))
        enforcer = casbin.FastEnforcer(str(model), str(policy), cache_key_order=[0, 1])
    enforcer.add_function("named", lambda purpose, purposes: purpose in purposes.split("|"))
    return lambda question: bool(enforcer.enforce(*question))


_PEERS = {"cedar": _cedar, "casbin": _casbin}

if __name__ == "__main__":
    main()
