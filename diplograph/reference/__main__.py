"""The command that writes the reference pages to a folder, from which any web server can serve them.

python -m diplograph.reference FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import VOCABULARIES, Site, render, stylesheet
from .documents import DOCUMENTS, document


def main(arguments: list[str]) -> int:
    """Writes the pages, their style, and the vocabularies themselves in every format; gives back 0."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name in VOCABULARIES:
        folder.joinpath(f"{name}.html").write_text(render(name, Site(ending=".html")), encoding="utf-8")
        for format in DOCUMENTS:
            folder.joinpath(f"{name}.{format.extension}").write_bytes(document(name, format))
    folder.joinpath("reference.css").write_text(stylesheet(), encoding="utf-8")
    sys.stderr.write(f"wrote the reference pages to {folder}; begin with {folder / 'ontology.html'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
