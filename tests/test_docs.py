"""The documentation names every command, option, route and setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import diplograph
from diplograph.api.app import create_app
from diplograph.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def documentation() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())


def commands(group: typer.Typer, called: str) -> Iterator[str]:
    built = typer.main.get_command(group)
    for command in group.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        yield f"{called} {name}"
        for parameter in built.commands[name].params:  # type: ignore[attr-defined]  # Typer's group has no public type
            yield from (option for option in (*parameter.opts, *parameter.secondary_opts) if option.startswith("--"))
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from commands(inner.typer_instance, f"{called} {inner.typer_instance.info.name}")


def names() -> Iterator[str]:
    yield from commands(app, "diplograph")
    with diplograph.open("memory:") as database:
        yield from create_app(diplograph.Settings(), database).openapi()["paths"]
    yield from (f"DIPLOGRAPH_{setting.upper()}" for setting in diplograph.Settings.model_fields)


@pytest.mark.parametrize("name", sorted(set(names())))
def test_the_documentation_names_it(name: str) -> None:
    assert name in documentation()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_options_are_those_of_the_commands(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = set(commands(app, "diplograph"))
    told = re.findall(r"\bdiplograph [a-z][^`\n|#;]*", text)
    assert {option for line in told for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", line)} <= known | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_merge_was_left_half_done(page: Path) -> None:
    assert not re.search(r"^(<{7}|={7}|>{7})", page.read_text(encoding="utf-8"), re.MULTILINE)
