"""What a backup says of itself, so that a damaged or incomplete one is told from a sound one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .errors import StoreError
from .store.folder import LAYOUT
from .version import VERSION

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup.

    Attributes:
        quads: How many statements.
        commit: The number of the newest commit in it, where the dataset counts them.
        files: The SHA-256 of each file by its name, which for a backup in one file is empty.
        layout: The layout of the dataset.
        version: The version of Diplograph that made it.
    """

    quads: int
    commit: int | None
    files: dict[str, str] = field(default_factory=dict)
    layout: str = LAYOUT
    version: str = VERSION

    def text(self, **more: str) -> str:
        """The manifest on one line of JSON, with a digest of itself."""
        told = {**asdict(self), **more}
        return json.dumps({**told, "seal": _seal(told)}, sort_keys=True)


def read_manifest(text: str, backup: str, name: str = NAME) -> tuple[Manifest, dict[str, Any]]:
    """The manifest, and what else stands in it.

    Args:
        text: The manifest as it was written.
        backup: The backup that it belongs to.
        name: What the manifest is called in messages.

    Raises:
        StoreError: It is damaged, or of a newer layout.
    """
    try:
        told = json.loads(text)
        if told.pop("seal") != _seal(told):
            raise ValueError("it is not what was written")
        known = {key: told.pop(key) for key in ("quads", "commit", "files", "layout", "version")}
        manifest = Manifest(**known)
        layout = int(manifest.layout)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(backup, f"the backup is damaged ({name} is not what was written); take another copy") from error
    if layout > int(LAYOUT):
        raise StoreError(
            backup,
            f"the backup was made by Diplograph {manifest.version} and has a newer layout ({manifest.layout}, this one knows {LAYOUT}); "
            "restore it with that version",
        )
    return manifest, told


def _seal(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
