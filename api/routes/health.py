"""Whether the server lives."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from ...version import VERSION
from ..deps import DatabaseDep, SettingsDep

router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """What the server says of itself."""

    status: str
    version: str
    quads: int
    takes_articles: bool


@router.get("/health", summary="See whether the server lives")
async def health(database: DatabaseDep, settings: SettingsDep) -> Health:
    """That the server lives, its version, and how many statements it serves."""
    return Health(status="ok", version=VERSION, quads=len(database.store), takes_articles=settings.takes_articles)
