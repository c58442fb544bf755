"""Reading the folder `access/` of a pack."""

from collections.abc import Mapping

from qiao.access.grants.book import GrantBook
from qiao.access.grants.checks import FOLDER, Checks
from qiao.access.grants.rows import RowReader
from qiao.access.grants.schema import Fields, Posts, Purposes, SignOff, Words
from qiao.access.grants.table import GrantTable
from qiao.policy import Intent, PackFolder, Section


def read_book(folder: PackFolder, intents: Mapping[str, Intent]) -> GrantBook | None:
    """What the folder says about rights; every problem is named on `folder`."""
    posts = folder.model(f"{FOLDER}/posts.yaml", Posts)
    fields = folder.model(f"{FOLDER}/fields.yaml", Fields)
    purposes = folder.model(f"{FOLDER}/purposes.yaml", Purposes)
    words = folder.model(f"{FOLDER}/words.yaml", Words)
    signed = folder.model(f"{FOLDER}/sign-off.yaml", SignOff)
    if posts is None or fields is None or purposes is None or words is None or signed is None:
        return None
    checks = Checks(folder)
    by_post = checks.by_id(posts[0], "posts", [(one.id, one) for one in posts[1].posts])
    by_field = checks.by_id(fields[0], "fields", [(one.id, one) for one in fields[1].fields])
    by_purpose = checks.by_id(purposes[0], "purposes", [(one.id, one) for one in purposes[1].purposes])
    checks.posts_are_all(posts[0], by_post)
    checks.subjects(purposes[0], purposes[1], intents)
    checks.words(words[0], words[1])
    rows = checks.rows(RowReader(by_field, by_purpose))
    table = GrantTable(rows)
    checks.whole(rows, table, by_post, by_field)
    checks.signed(signed[0], signed[1], by_post)
    return GrantBook(
        by_post,
        fields[1].groups,
        by_field,
        by_purpose,
        words[1],
        tuple(rows),
        table,
        signed[1],
        checks.identifiers(fields[0], fields[1]),
    )


GRANTS = Section("access", read_book)
"""The section of the pack in which rights stand: `pack.section(GRANTS)`."""
