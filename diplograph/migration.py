"""Bringing a dataset that an older version wrote up to date."""

from __future__ import annotations

from pathlib import Path

from .backups import Backup, backup
from .database import Database
from .errors import StoreError
from .pipeline import Pipeline
from .store import EmbeddedStore
from .store.folder import LAYOUT, check_folder, layout_of


def migrate(folder: Path, pipeline: Pipeline, target: Path | None = None) -> Path | None:
    """Brings the dataset in a folder to the layout of this version; gives back the backup that was made first.

    The articles stay as they are; the vocabularies, the consolidated events and the index are made anew. If that is cut short, the dataset
    is still of the older version, and migrating again goes on with the backup that is there.

    Args:
        folder: The dataset's folder.
        pipeline: The settings, such as the base of IRIs.
        target: Where the backup is put; beside the folder where nothing is said.

    Returns:
        The backup, or nothing where the dataset was up to date.

    Raises:
        StoreError: There is no dataset, a newer version wrote it, another process writes to it, or the backup cannot be made.
    """
    check_folder(folder, create=False, older=True)
    before = layout_of(folder)
    if before == LAYOUT:
        return None
    target = target if target is not None else folder.absolute().with_name(f"{folder.absolute().name}-layout-{before}")
    store = EmbeddedStore(str(folder), create=False, older=True)
    try:
        if not target.exists():
            backup(store, target)
        elif Backup(target).manifest.layout != before:
            raise StoreError(str(target), "is a backup of another version already; name another place with --backup")
        Database(store, pipeline).rebuild()
        store.settle_layout()
    finally:
        store.close()
    return target
