"""The wheel holds the package and its data, and works where nothing of the checkout is in sight."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

PAGE = CHECKOUT / "api" / "page"
PROBE = """
import importlib.resources, pathlib, sys
import diplograph
from diplograph.loaders.readers import read_bytes

root = importlib.resources.files("diplograph")
assert pathlib.Path(str(root)).is_relative_to(sys.prefix), root
for name in {names!r}:
    assert root.joinpath(name).read_text("utf-8").strip(), name
seed = root.joinpath("seeds", "iran-saudi-beijing.html").read_bytes()
assert read_bytes(seed, "iran-saudi-beijing.html").headline.startswith("Iran and Saudi Arabia")
"""


@pytest.fixture(scope="session")
def sources(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the project's own files, links as links, with nothing that make or an editor left beside them."""
    git = shutil.which("git")
    if git is None or not (checkout / ".git").exists():
        pytest.skip("not a git checkout, so the project's own files cannot be told from others")
    listed = subprocess.run([git, "ls-files", "-co", "--exclude-standard", "-z"], cwd=checkout, check=True, capture_output=True, text=True)
    target = tmp_path_factory.mktemp("sources")
    # Git ignores the web page, which is built; a wheel holds it all the same.
    if PAGE.is_dir():
        shutil.copytree(PAGE, target / "api" / "page")
    for name in filter(None, listed.stdout.split("\0")):
        if not os.path.lexists(checkout / name):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / name, target / name, follow_symlinks=False)
    return target


@pytest.fixture(scope="session")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the clean copy gives."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(sources)]
    built = subprocess.run(command, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def members(wheel: Path) -> frozenset[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def test_wheel_has_one_top_level_name(members: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in members}
    assert "diplograph" in tops
    assert {name for name in tops if not name.endswith(".dist-info")} == {"diplograph"}


def test_wheel_holds_every_module_and_data_file(checkout: Path, members: frozenset[str]) -> None:
    folders = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-dir"]
    expected = {
        f"{package.replace('.', '/')}/{file.relative_to(checkout / folder).as_posix()}"
        for package, folder in folders.items()
        for pattern in ("*.py", "*.ttl", "*.jsonld", "*.toml", "*.tsv", "*.rq", "*.md", "*.html", "*.txt", "py.typed")
        for file in (checkout / folder).rglob(pattern)
        if "node_modules" not in file.parts
    }
    assert len(expected) >= 40
    assert expected - members == set()
    assert {"diplograph/seeds/india-canada-security-plan.txt", "diplograph/loaders/readers/furniture.toml"} <= members


def test_wheel_holds_the_page_where_it_was_built(members: frozenset[str]) -> None:
    if not (PAGE / "index.html").is_file():
        pytest.skip("the page is not built; `make web` builds it")
    built = {f"diplograph/api/page/{file.relative_to(PAGE).as_posix()}" for file in PAGE.rglob("*") if file.is_file()}
    assert len(built) >= 5
    assert built - members == set()


def test_wheel_works_in_a_fresh_environment(wheel: Path, members: frozenset[str], tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    site = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        # A pure wheel unpacked is installed, but for its scripts.
        archive.extractall(site)
    # What the project depends on is lent by the environment that runs the tests; the project itself it must not lend.
    lender = Path(sysconfig.get_paths()["purelib"])
    lent = tmp_path / "lent"
    lent.mkdir()
    for entry in lender.iterdir():
        if not entry.name.startswith(("__editable__", "diplograph")) and entry.suffix != ".pth":
            (lent / entry.name).symlink_to(entry)
    (site / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    def run(*arguments: str) -> str:
        ended = subprocess.run([str(python), *arguments], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    data = sorted(name.removeprefix("diplograph/") for name in members if name.endswith((".ttl", ".rq", ".toml", ".jsonld")))
    run("-c", PROBE.format(names=data))
    assert "0.1.0" in run("-m", "diplograph", "--version")


def test_lock_pins_every_package_with_hashes_and_names_no_address(checkout: Path) -> None:
    text = (checkout / "requirements.lock").read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    requirements = [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip() and not entry.startswith("#")]
    assert len(requirements) > 50
    assert [entry for entry in requirements if "==" not in entry or "--hash=sha256:" not in entry] == []
    pinned = {entry.split("==")[0].lower() for entry in requirements}
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert [name for requirement in wanted if (name := re.split("[=><]=", requirement)[0].strip().lower()) not in pinned] == []
