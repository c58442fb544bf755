"""The OpenAPI document: `python -m qiao.openapi` compares the committed one, `--write` renews it."""

import json
import sys
import tempfile
from pathlib import Path

from qiao import app, knowledge, language
from qiao.foundation.settings import Settings

COMMITTED = Path("docs/reference/openapi.json")


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
    """Exit 1 with a sentence when the committed document is not the current one."""
    current = document()
    if "--write" in sys.argv:
        COMMITTED.write_text(current)
    elif not COMMITTED.is_file() or COMMITTED.read_text() != current:
        sys.exit(f"{COMMITTED} is not what this code serves; look at the change and run: ./go openapi --write")


if __name__ == "__main__":
    main()
