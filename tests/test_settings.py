"""Settings: where they are read from, which comes first, and the table of them in the documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from diplograph.errors import ConfigurationError
from diplograph.settings import Settings, read_settings


def row(name: str, field: FieldInfo) -> str:
    """The line of the documentation's table that a setting has."""
    extra = field.json_schema_extra
    default = field.default
    shown = default if isinstance(default, str) else json.dumps(default) if default is not None else ""
    if isinstance(extra, dict) and "shown" in extra:
        shown = str(extra["shown"])
    elif shown:
        shown = f"`{shown}`"
    meaning = (field.description or "").replace("|", "\\|")
    return f"| `DIPLOGRAPH_{name.upper()}` | {shown} | {meaning} |".replace("|  |", "| |")


def test_the_documentation_has_the_table_of_settings(checkout: Path) -> None:
    table = "\n".join(row(name, field) for name, field in Settings.model_fields.items())
    assert table in (checkout / "docs" / "reference.md").read_text(encoding="utf-8"), f"write into docs/reference.md:\n{table}"


def test_options_come_before_the_environment_and_that_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "diplograph.toml"
    file.write_text('port = 1\nhost = "::1"\nquery_timeout = 7\ntokens = []\n', encoding="utf-8")
    monkeypatch.setenv("DIPLOGRAPH_CONFIG", str(file))
    assert (read_settings().port, read_settings().host) == (1, "::1")
    monkeypatch.setenv("DIPLOGRAPH_PORT", "2")
    assert read_settings().port == 2
    assert read_settings(port=3).port == 3


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("port = 'x'", "port in .*diplograph.toml"),
        ("prot = 1", "prot in .*diplograph.toml"),
        ("port = = 1", "is no TOML"),
        (None, "no such file"),
    ],
)
def test_a_file_that_is_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str | None, said: str) -> None:
    file = tmp_path / "diplograph.toml"
    if written is not None:
        file.write_text(written, encoding="utf-8")
    monkeypatch.setenv("DIPLOGRAPH_CONFIG", str(file))
    with pytest.raises(ConfigurationError, match=said):
        read_settings()


def test_a_wrong_variable_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOGRAPH_PORT", "many")
    with pytest.raises(ConfigurationError, match="DIPLOGRAPH_PORT is 'many'"):
        read_settings()


def test_a_list_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOGRAPH_CORS_ORIGINS", "http://example.org")
    with pytest.raises(ConfigurationError, match=r"cors_origins.*JSON"):
        read_settings()
