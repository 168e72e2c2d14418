"""All events that are selected, in one file."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Annotated, Any, cast

from anyio import from_thread, to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from ...database import Database
from ...exporting import EXPORT_FORMATS, export_format
from ...store.base import OWN_GRAPHS, Answer, QueryDataset, Store
from ...store.formats import Format
from ..auth import Reading
from ..deps import DatabaseDep, QueriesDep
from ..events import EventConditions
from ..negotiation import content_type
from ..queries import Queries

router = APIRouter(tags=["events"], dependencies=[Reading])

# What is larger goes to a file until it has been sent.
_IN_MEMORY = 4_000_000
_PART = 1 << 16


class ExportFilter(EventConditions):
    """Which events are exported, and how."""

    format: str = Field(default="turtle", max_length=20, description=f"One of {', '.join(format.name for format in EXPORT_FORMATS)}.")


class _Asked:
    """The store, read as it is, but asked by the queries of the server, with their limits."""

    read_only = True

    def __init__(self, store: Store, queries: Queries) -> None:
        self._store = store
        self._queries = queries

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def __len__(self) -> int:
        return len(self._store)

    def query(self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS) -> Answer:
        """The answer to a query, as of ``Store.query``; called in a thread of the server."""
        return from_thread.run(self._ask, text, bindings, graph, dataset)

    async def _ask(self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset) -> Answer:
        answer = await self._queries.run(text, bindings, graph, dataset)
        data = answer.data if answer.data is not None else b"".join([part async for part in answer])
        return Answer(answer.form, answer.format, data)


@router.get(
    "/export",
    summary="Export events",
    response_class=Response,
    responses={
        200: {
            "description": "The events; as RDF, with all that they refer to.",
            "content": {format.media_type: {} for format in EXPORT_FORMATS},
        }
    },
)
async def export(request: Request, database: DatabaseDep, queries: QueriesDep, asked: Annotated[ExportFilter, Query()]) -> Response:
    """All events that fit, in one file, as ``diplograph export`` writes it; all there is where no condition is given."""
    format = export_format(asked.format)
    store = cast("Store", _Asked(database.store, queries))
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed when it has been sent)

    def write() -> int:
        Database(store, database.pipeline).export(file, format, selection=asked.selection)
        size = file.tell()
        file.seek(0)
        return size

    try:
        size = await to_thread.run_sync(write)
    except BaseException:
        file.close()
        raise
    headers = {
        "content-type": content_type(format.media_type),
        "content-length": str(size),
        "content-disposition": f'attachment; filename="events.{format.extension or format.name}"',
    }
    return StreamingResponse(_parts(file), headers=headers)


async def _parts(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while part := await to_thread.run_sync(file.read, _PART):
            yield part
