"""Files that come in a form, as browsers and curl -F send them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from ..ontology.rdf import FORMATS

MULTIPART = "multipart/form-data"
MEDIA_TYPES = tuple(name for format in FORMATS.values() for name in format.media_types)
"""The media types of RDF."""
PACKED = ("application/gzip", "application/zstd", "application/x-bzip2", "application/x-xz", "application/octet-stream")
"""What packed bodies are called; what they are is told by their first bytes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form.

    Attributes:
        field: What the form calls it.
        title: Its file name.
        kind: Its media type as the client gives it, without parameters; empty where it gives none.
        data: Its bytes.
    """

    field: str
    title: str
    kind: str
    data: bytes


async def uploads(request: Request, body: bytes) -> list[Upload]:
    """The files of a form, in order.

    Raises:
        HTTPException: The form is not understood, or has a part that is no file (400).
    """

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(request.headers, stream()).parse()
    except MultiPartException as error:
        raise HTTPException(400, f"the form is not understood: {error.message}") from error
    try:
        return [await _upload(field, part) for field, part in form.multi_items()]
    finally:
        await form.close()


async def _upload(field: str, part: UploadFile | str) -> Upload:
    if not isinstance(part, UploadFile):
        raise HTTPException(400, f"the part {field!r} of the form has to be a file, with a filename")
    kind = (part.content_type or "").partition(";")[0].strip().lower()
    return Upload(field, part.filename or "file", kind, await part.read())


def graph_type(file: Upload) -> str:
    """The media type of RDF that a file has; clients call what they do not know application/octet-stream, and then the ending tells.

    Raises:
        HTTPException: Neither tells (415).
    """
    if file.kind in MEDIA_TYPES:
        return file.kind
    for format in FORMATS.values():
        if file.title.lower().endswith(format.endings):
            return format.media_types[0]
    raise HTTPException(415, f"the file {file.title!r} has neither a known media type nor a known ending")
