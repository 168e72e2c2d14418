"""Sources as people name them: files, folders, patterns, standard input and addresses; and their bytes."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import SourceError
from ..document import Options, Stream, is_address, is_file

STDIN = "-"
RDF = (".jsonld", ".nq", ".nt", ".rdf", ".trig", ".ttl")
# What lies beside articles and tells of the folder.
_ABOUT = frozenset(("readme", "license", "licence", "changelog"))


def expand(sources: Iterable[str | Path], suffixes: tuple[str, ...]) -> Iterator[str]:
    """The sources, each folder replaced by the files in it whose names have such an ending, each pattern by what fits.

    Args:
        sources: Files, folders, patterns, addresses, and ``-`` for standard input.
        suffixes: In lower case; a file that is named itself may have any name.
    """
    for source in sources:
        name = str(source)
        if name == STDIN or is_address(name):
            yield name
            continue
        found = _in_folder(Path(source), suffixes)
        if found is None and isinstance(source, str) and glob.has_magic(name) and not is_file(name):
            # Path.glob takes no pattern with a root
            found = sorted(file for file in glob.glob(name, recursive=True) if is_file(file))  # noqa: PTH207
        yield from found or (name,)


def _in_folder(path: Path, suffixes: tuple[str, ...]) -> list[str] | None:
    try:
        if not path.is_dir():
            return None
        files = [file for file in sorted(path.rglob("*")) if file.name.lower().endswith(suffixes) and file.is_file()]
        return [str(file) for file in files if file.stem.lower() not in _ABOUT]
    except (OSError, ValueError):
        return None


@contextmanager
def opened(source: str, options: Options) -> Iterator[Stream]:
    """The bytes of a file, of standard input, or of what is at an address.

    Raises:
        SourceError: They are not to be had.
    """
    if source == STDIN:
        yield Stream("stdin", sys.stdin.buffer)
        return
    if is_address(source):
        if options.fetch is None:
            raise SourceError(source, "is an address, and nothing is fetched here; save the page to a file and give the file")
        stream = options.fetch(source)
        with stream.body:
            yield stream
        return
    path = Path(source)
    try:
        if path.is_dir():
            raise SourceError(source, "is a folder without articles in it; name files, or give them endings such as .txt, .html or .jsonl")
        file = path.open("rb")
    except FileNotFoundError as error:
        hint = "fits no file; check the pattern" if glob.has_magic(source) else "no such file; check the path"
        raise SourceError(source, hint) from error
    except PermissionError as error:
        raise SourceError(source, "may not be read; check its permissions") from error
    except (OSError, ValueError) as error:
        raise SourceError(source, f"cannot be read ({error}); check the path") from error
    with file:
        try:
            stream = Stream(path.name, file, place=source, origin=source)
        except OSError as error:
            raise SourceError(source, f"cannot be read ({error}); check the file") from error
        yield stream
