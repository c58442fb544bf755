"""The command `qiao` and its subcommands. Each is loaded only when it is used, so that `--help` answers at once."""

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import click

import qiao

_COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "demo": ("qiao.cli.serving", "Start everything with the demo lender, in one folder."),
        "serve": ("qiao.cli.serving", "Start the service."),
        "sandbox": ("qiao.cli.sandbox", "Start a lender that does not exist, to try everything against."),
        "migrate": ("qiao.cli.keeping", "Bring the database to this version's schema."),
        "staff": ("qiao.cli.staff", "Accounts of those who work here."),
        "backup": ("qiao.cli.keeping", "Copy database, files and key ids, while the service runs."),
        "restore": ("qiao.cli.keeping", "Put a backup back, on an empty data folder."),
        "keys": ("qiao.cli.keys", "Master keys, and replacing them while the service runs."),
        "retention": ("qiao.cli.retention", "How long records are kept; delete what is over."),
        "audit": ("qiao.cli.audit", "The audit trail: prove it, search it, show its heads."),
        "doctor": ("qiao.cli.doctor", "Check this deployment and say what to do."),
        "chat": ("qiao.cli.chat", "Talk to a running service as a customer."),
        "simulate": ("qiao.cli.simulate", "Simulated customers judge how requests are accepted."),
        "ask": ("qiao.cli.ask", "What the robot understands and would do, without a service."),
        "language": ("qiao.cli.language", "Train, evaluate and use language models."),
        "access": ("qiao.cli.access", "Who may see what, and why; review and export of rights."),
        "rules": ("qiao.cli.rules", "Who may ask for what, under which rules and figures."),
        "backoffice": ("qiao.cli.backoffice", "The lender's own systems: do they keep the contract?"),
        "webhooks": ("qiao.cli.webhooks", "Other systems that hear of events; what did not reach them."),
        "plan": ("qiao.cli.plan", "Forecast calls, plan agents, and ask what if."),
        "pack": ("qiao.cli.pack", "Domain packs."),
        "incidents": ("qiao.cli.incidents", "Public warnings, proposed as drafts of incidents."),
        "customers": ("qiao.cli.customers", "Where customers stand: events read in, stages explained."),
        "outreach": ("qiao.cli.outreach", "What the house does for customers by itself."),
        "flow": ("qiao.cli.flow", "Flows: the requests a pack can accept, listed and drawn."),
    }
)


class _Lazy(click.Group):
    """Names and short helps are known here; the rest is imported when a command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (Click's interface)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (Click's interface)
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name][0])
        return cast("click.Command", getattr(module, f"{cmd_name}_command"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (Click's interface)
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(qiao.__version__, prog_name="qiao")
def main() -> None:
    """Qiao 桥: customer service for consumer lenders."""
