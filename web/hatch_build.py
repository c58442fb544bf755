"""Hatch calls this when a wheel, an sdist or an editable install is made: the browser side is built first."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType


def _load_build() -> ModuleType:
    # Hatch runs this file by path, so its neighbour is not importable by name.
    spec = importlib.util.spec_from_file_location("qiao_web_build", Path(__file__).with_name("build.py"))
    if spec is None or spec.loader is None:
        raise ImportError("web/build.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class BrowserSide(BuildHookInterface[Any]):
    """Build the widget, the customer page and the desk into the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raise SystemExit with npm's own words when the browser side cannot be built."""
        del version, build_data
        build = _load_build()
        try:
            build.build_static()
        except build.WebBuildFailed as failure:
            raise SystemExit(f"\nQiao's browser side could not be built.\n{failure}") from failure
