"""The built pages: customer page, widget, desk. Built from `web/` when the package is built."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

from qiao.foundation.declared import Who, declared

STATIC = Path(__file__).parent / "static"
_NOT_BUILT = "The pages are not built. Run: python web/build.py\n"


def add_pages(app: FastAPI) -> None:
    """Serve the pages where they are built; say how to build them where they are not."""

    def page(path: Path) -> Response:
        if not path.is_file():
            return PlainTextResponse(_NOT_BUILT, 503)
        return FileResponse(path, headers={"cache-control": "no-cache"})

    @app.get("/", include_in_schema=False)
    @declared(Who.ANYBODY)
    async def customer_page() -> Response:
        return page(STATIC / "index.html")

    @app.get("/widget.js", include_in_schema=False)
    @declared(Who.ANYBODY)
    async def widget() -> Response:
        return page(STATIC / "widget.js")

    @app.get("/desk", include_in_schema=False)
    @app.get("/desk/{path:path}", include_in_schema=False)
    @declared(Who.ANYBODY)
    async def desk(path: str = "") -> Response:
        """The desk is one page; its own files lie beside it and every other path is a place within it."""
        root = (STATIC / "desk").resolve()
        try:
            wanted = (root / path).resolve()
            is_ours = bool(path) and wanted.is_relative_to(root) and wanted.is_file()
        except (ValueError, OSError):  # A NUL, or a name longer than any file's.
            return page(root / "index.html")
        if is_ours:
            hashed = wanted.parent.name == "assets"
            caching = "public, max-age=31536000, immutable" if hashed else "no-cache"
            return FileResponse(wanted, headers={"cache-control": caching})
        return page(root / "index.html")

    app.mount("/page", StaticFiles(directory=STATIC / "page", check_dir=False), name="page")
    _ = (customer_page, widget, desk)
