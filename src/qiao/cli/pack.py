"""`qiao pack …`: domain packs."""

from collections import Counter
from pathlib import Path

import click
from rich.text import Text

from qiao import access, app, cases
from qiao.cli.screen import output
from qiao.policy import Pack, PackInvalid, rules

_SHOWN_SMALLEST = 5


@click.group("pack")
def pack_command() -> None:
    """Domain packs: what a deployment knows and says, as data.

    \b
    Example:
      qiao pack check packs/consumer_credit
    """


@pack_command.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def check_command(folder: Path) -> None:
    """Read the whole pack in DIR and name everything wrong with it, as file:line: problem → remedy.

    Exit status 1 when there is anything; a summary when there is nothing.

    \b
    Example:
      qiao pack check packs/consumer_credit
    """
    console = output()
    try:
        pack = app.read_pack(folder)
    except PackInvalid as trouble:
        for problem in trouble.problems:
            place = Text(f"{folder / problem.file}:{problem.line}:", style="bold")
            console.print(place, f"{problem.what} → {problem.remedy}")
        count = len(trouble.problems)
        raise click.ClickException(f"{count} {'problem' if count == 1 else 'problems'} in {folder}") from None
    for line in _summary(pack):
        console.print(line)


def _summary(pack: Pack) -> list[str]:
    languages = Counter(utterance.language for utterance in pack.utterances)
    chinese = Counter(dict.fromkeys(pack.intents, 0))
    chinese.update(one.intent for one in pack.utterances if one.language == "zh")
    smallest = sorted(chinese.items(), key=lambda one: (one[1], one[0]))[:_SHOWN_SMALLEST]
    types = Counter(intent.type.name.lower() for intent in pack.intents.values())
    rights, book = pack.section(access.GRANTS), pack.section(rules.RULES)
    flows = pack.section(app.FLOWS)
    unmapped = [*pack.section(cases.CLASSES).unmapped()]
    articles = len({id(article) for article in pack.articles.values()})
    return [
        f"✓ {pack.manifest.name} {pack.version}: {pack.brand.zh} / {pack.brand.en}",
        f"  {len(pack.intents)} intents: {', '.join(f'{count} {name}' for name, count in types.most_common())}",
        f"  {len(pack.utterances)} utterances: "
        + ", ".join(f"{count} {language}" for language, count in sorted(languages.items(), reverse=True)),
        f"  {articles} articles answer {len(pack.articles)} intents",
        f"  {len(pack.texts)} texts, {len(pack.lender.facts)} facts of the lender",
        f"  {len(rights.rows)} rules on {len(rights.posts)} posts × {len(rights.fields)} fields, signed by "
        + " and ".join(signer.post for signer in rights.sign_off.signers),
        f"  {len(book.permits)} requests with a permit, {len(book.rules)} rules, {len(book.tables)} dated figures",
        f"  {len(flows.flows)} flows accept requests, {len(flows.hand_overs)} requests go to a person",
        f"  {len(unmapped)} classes of complaints without a code of JR/T 0169-2018 (compliance fills them in)"
        + (f": {', '.join(unmapped)}" if unmapped else ""),
        "  fewest Chinese utterances: " + ", ".join(f"{intent} {count}" for intent, count in smallest),
    ]
