"""Looking at an incident as whoever commands it does: what stands how, where, since when, and how it came to this.

Everything is counted; nobody is named. The page shows it while it goes on, and the same is printed as a report.
"""

from qiao.emergencies.command.reading import Census, NothingToReport, Report, report

__all__ = ["Census", "NothingToReport", "Report", "report"]
