"""The documentation names every command, option, route and setting."""

from __future__ import annotations

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
            yield from (option for option in parameter.opts if option.startswith("--"))
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
