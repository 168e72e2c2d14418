"""The workbench, as it was built from ``web/``, and what stands in its place where it was not."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).with_name("page")
"""Where the page is built."""

# Scripts and styles of the page's own files alone; it asks nobody but this server.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MISSING = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Diplograph</title>
<h1>Diplograph</h1>
<p>The server works, but its page, the workbench, has not been built here. To build it, install Node.js 20 or newer with npm, run</p>
<pre>make web</pre>
<p>in the checkout, and load this page again. Wheels that were built after that hold the page too.</p>
<p>All else works without it: <a href="docs">the description of the API</a> lets you try every route.</p>
"""


class _Assets(StaticFiles):
    """Files whose names change with what is in them, so that browsers need never ask again."""

    async def check_config(self) -> None:
        """Nothing: where the page is not built there is no folder, and no file in it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code in (200, 304):
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def add_page(app: FastAPI, folder: Path = FOLDER) -> None:
    """Lets the application answer the page at its root."""
    files = StaticFiles(directory=folder, check_dir=False)

    async def file(request: Request, name: str) -> Response:
        path = folder / name
        answer = FileResponse(path, stat_result=path.stat())
        headers = {"cache-control": "no-cache", "content-security-policy": POLICY}
        answer.headers.update(headers)
        if files.is_not_modified(answer.headers, Headers(scope=request.scope)):
            return Response(status_code=304, headers={**headers, "etag": answer.headers["etag"]})
        return answer

    async def page(request: Request) -> Response:
        if not (folder / "index.html").is_file():
            return HTMLResponse(_MISSING, headers={"cache-control": "no-cache"})
        return await file(request, "index.html")

    async def icon(request: Request) -> Response:
        return await file(request, "icon.svg") if (folder / "icon.svg").is_file() else Response(status_code=404)

    app.add_route("/", page, include_in_schema=False)
    app.add_route("/icon.svg", icon, include_in_schema=False)
    app.mount("/assets", _Assets(directory=folder / "assets", check_dir=False))
