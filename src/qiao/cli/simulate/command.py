"""`qiao simulate`: customers who are none, against a running robot and a lender who is none."""

import asyncio
import tempfile
from pathlib import Path

import click

from qiao.cli.common import plain_errors
from qiao.cli.screen import aside, output
from qiao.cli.simulate.device import House
from qiao.cli.simulate.playing import Run
from qiao.cli.simulate.report import print_seams, print_table, write_json, write_transcripts
from qiao.cli.simulate.scoring import Bars, missed, score
from qiao.cli.simulate.suite import Account, Manner, play_all, scored
from qiao.cli.simulate.tasks import HERE, Task, TasksInvalid, read_tasks


@click.command("simulate")
@click.option("--url", default=None, help="A running Qiao; without it one is started, with a lender of its own.")
@click.option("--lender", "lender_url", default=None, help="The sandbox lender behind that Qiao (with --url).")
@click.option(
    "--identity-key", envvar="QIAO_IDENTITY_KEY", default=None, help="Its HS256 key for signing in (with --url)."
)
@click.option(
    "--tasks", "folders", type=click.Path(path_type=Path, exists=True, file_okay=False), multiple=True,
    help="A folder of further tasks. May be given several times.",
)  # fmt: skip
@click.option("--own-tasks/--no-own-tasks", default=True, help="With or without the tasks that come with Qiao.")
@click.option("--only", multiple=True, help="A request or a task by its id, or the beginning of one. Several times.")
@click.option("--kind", "kinds", multiple=True, help="Only tasks of this kind, such as happy. Several times.")
@click.option(
    "--k", "trials", type=click.IntRange(1, 16), default=4, show_default=True, help="How often each is played."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of wording, noise and who plays what.")
@click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True, help="Customers at a time.")
@click.option(
    "--learnt", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Data folder with learnt models to start with, so that the first start is quick.",
)  # fmt: skip
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Scores and runs."
)
@click.option(
    "--transcripts",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where failures are written down.",
)
@click.option("--all-transcripts", is_flag=True, help="Write down what went well, too.")
@click.option(
    "--through-a-person", "person", default=None, metavar="USERNAME",
    help="Every customer asks for a person in mid-request; this agent serves them (linmei in a house of its own).",
)  # fmt: skip
@click.option("--password", envvar="QIAO_AGENT_PASSWORD", default="demo-password", help="Of that agent.")
@click.option("--bars", is_flag=True, help="End with status 1 when pass^1, pass^k, violations or turns miss their bar.")
@click.option("--list", "lists", is_flag=True, help="List the tasks and end.")
def simulate_command(  # noqa: PLR0917  (Click hands options over by name)
    url: str | None, lender_url: str | None, identity_key: str | None, folders: tuple[Path, ...], own_tasks: bool,
    only: tuple[str, ...], kinds: tuple[str, ...], trials: int, seed: int, at_once: int, learnt: Path | None,
    json_file: Path | None, transcripts: Path | None, all_transcripts: bool, person: str | None, password: str,
    bars: bool, lists: bool,
) -> None:  # fmt: skip
    """Let simulated customers have their requests accepted, and score how that went.

    Each task is played over the real socket by another synthetic customer of the sandbox lender; what is judged is the
    lender's books afterwards, what was shown, and what may never happen (acts without agreement or proof, disclosure,
    promises). pass^k is the chance that a task succeeds k times out of k.

    \b
    Examples:
      qiao simulate --k 1 --only early_settlement_apply
      qiao simulate --bars --json scores.json --transcripts failures
      qiao simulate --tasks my-tasks --no-own-tasks
      qiao simulate --through-a-person linmei --k 2
      qiao simulate --url http://127.0.0.1:8750 --lender http://127.0.0.1:8760 --identity-key KEY
    """
    tasks = _chosen(((HERE,) if own_tasks else ()) + folders, only, kinds)
    if person is not None:
        tasks = tuple(task for task in tasks if task.can_be_handed_over)
    if lists:
        for task in tasks:
            click.echo(f"{task.id}\t{task.kind}\t{task.persona}\t{task.language}")
        return
    if (url is None) != (lender_url is None) or (url is not None and not identity_key):
        raise click.UsageError("--url, --lender and --identity-key belong together.")
    running = (House(url, identity_key or ""), lender_url) if url is not None and lender_url is not None else None
    with plain_errors(), tempfile.TemporaryDirectory(prefix="qiao-learnt-") as kept:
        manner = Manner(
            trials=trials,
            seed=seed,
            at_once=at_once,
            running=running,
            learnt=learnt or Path(kept),
            through_a_person=Account(person, password) if person is not None else None,
        )
        runs = asyncio.run(play_all(tasks, manner, _Progress(len(tasks) * trials).tell))
    print_table(output(), runs)
    if person is not None:
        print_seams(output(), runs)
    if json_file is not None:
        write_json(json_file, runs)
    if transcripts is not None:
        written = write_transcripts(transcripts, (run for run in runs if all_transcripts or not run.passed))
        aside().print(f"{written} transcripts in {transcripts}")
    if bars and (short := missed(score(map(scored, runs)), Bars())):
        raise click.ClickException("\n".join(short))


def _chosen(folders: tuple[Path, ...], only: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[Task, ...]:
    try:
        tasks = read_tasks(*folders)
    except TasksInvalid as trouble:
        raise click.ClickException(f"the tasks cannot be used:\n{trouble}") from None
    chosen = tuple(
        task for task in tasks if (not only or task.id.startswith(only)) and (not kinds or task.kind in kinds)
    )
    if not chosen:
        raise click.ClickException("no task is left to play; `qiao simulate --list` shows them all")
    return chosen


class _Progress:
    """A line for each run on standard error."""

    def __init__(self, of: int) -> None:
        self._of, self._done, self._console = of, 0, aside()

    def tell(self, run: Run) -> None:
        self._done += 1
        verdict = "ok" if run.passed else "VIOLATION" if run.violations else "failed"
        ended = f"{run.end}, {run.turns} turns, {run.took_s:.1f} s"
        self._console.print(f"{self._done}/{self._of} {verdict:9} {run.task.id}.{run.trial}: {ended}")
