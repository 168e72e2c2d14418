"""Backup, restore and migrate on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import diplograph
from diplograph.cli import app
from diplograph.shapes.report import Report
from tests.samples import article, extracted


@pytest.fixture
def store(tmp_path: Path) -> str:
    with diplograph.open(str(tmp_path / "store")) as database:
        database.store_extracted(extracted(article()), Report(()))
    return str(tmp_path / "store")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def exported(store: str) -> str:
    result = run("export", "--dataset", "--format", "nquads", "--store", store)
    assert result.exit_code == 0, result.stderr
    return "\n".join(sorted(result.stdout.splitlines()))


@pytest.mark.parametrize("name", ["copy", "copy.nq.gz"])
def test_a_dataset_is_backed_up_and_restored(store: str, tmp_path: Path, name: str) -> None:
    copy, other = str(tmp_path / name), str(tmp_path / "other")
    done = run("backup", copy, "--store", store)
    assert (done.exit_code, done.stdout.split("\t")[1]) == (0, f"{copy}\n")
    done = run("restore", copy, "--store", other)
    assert (done.exit_code, done.stdout.split("\t")[1]) == (0, f"{other}\n")
    assert exported(other) == exported(store)
    again = run("restore", copy, "--store", other)
    assert again.exit_code == 2
    assert "holds a dataset already" in again.stderr


def test_a_damaged_backup_makes_no_store(store: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.nq"
    run("backup", str(copy), "--store", store)
    copy.write_bytes(copy.read_bytes()[:-100])
    done = run("restore", str(copy), "--store", str(tmp_path / "other"))
    assert done.exit_code == 2
    assert "damaged" in done.stderr
    assert not (tmp_path / "other").exists()


def test_an_old_dataset_is_migrated_once(store: str, tmp_path: Path) -> None:
    before = exported(store)
    (Path(store) / "layout").write_text("1\n")
    refused = run("stats", "--store", store)
    assert refused.exit_code == 2
    assert "diplograph migrate" in refused.stderr
    done = run("migrate", "--store", store, "--backup", str(tmp_path / "kept"))
    assert done.exit_code == 0
    assert str(tmp_path / "kept") in done.stderr
    assert exported(store) == before
    assert run("migrate", "--store", store).stderr == f"{store} is up to date\n"
