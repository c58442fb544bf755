"""The OpenAPI documents, of the service and of the back-office contract.

`python -m qiao.openapi` compares the committed ones, `--write` renews them.
"""

import json
import sys
import tempfile
from pathlib import Path

from qiao import app, knowledge, language
from qiao.backoffice.contract import openapi as contract
from qiao.foundation.settings import Settings

COMMITTED = Path("docs/reference/openapi.json")
CONTRACT = Path("docs/reference/back-office.json")


def document() -> str:
    """The document of a house with the shipped pack; nothing is started."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        pack = app.load_pack(settings)
        examples = [language.Example("借款", "a"), language.Example("还款", "b")] * 4
        house = app.assemble(
            settings, pack, language.Understander(language.train(examples)), knowledge.Library(pack, {})
        )
        schema = app.create_app(house).openapi()
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Exit 1 with a sentence when a committed document is not the current one."""
    for committed, current in ((COMMITTED, document()), (CONTRACT, contract.text())):
        if "--write" in sys.argv:
            committed.write_text(current)
        elif not committed.is_file() or committed.read_text() != current:
            sys.exit(f"{committed} is not what this code serves; look at the change and run: ./go openapi --write")


if __name__ == "__main__":
    main()
