"""How a remote store is reached: its addresses, who asks, and how long an answer is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..ontology.iris import BASE

# What follows the last slash of an address for queries, where the sibling named ``update`` takes updates by custom.
_QUERY_ADDRESSES = ("sparql", "query")


class View(StrEnum):
    """Where a server keeps the consolidated events."""

    AUTO = "auto"
    DEFAULT = "default"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Access:
    """How a remote store is reached.

    Attributes:
        update_url: Where updates go; see ``update_address``.
        graph_store_url: Where graphs are put whole by the Graph Store Protocol; by updates where there is none.
        user: Whose password is given.
        password: Sent by basic or digest authentication, as the server asks.
        token: Sent as bearer instead.
        view: Where the consolidated events are kept.
        base: Base of the IRIs of data.
        timeout: Seconds that one answer may take.
        tries: How often a request is sent before its failure counts.
    """

    update_url: str | None = None
    graph_store_url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    view: View = View.AUTO
    base: str = BASE
    timeout: float = 60.0
    tries: int = 5

    def update_address(self, query_url: str) -> str | None:
        """Where updates go: as given, else beside an address that ends in ``sparql`` or ``query``; nothing where that says nothing.

        >>> Access().update_address("https://example.org/data/sparql")
        'https://example.org/data/update'
        >>> Access().update_address("https://example.org/repositories/data") is None
        True
        """
        if self.update_url is not None:
            return self.update_url
        parent, _, last = query_url.rstrip("/").rpartition("/")
        return f"{parent}/update" if last in _QUERY_ADDRESSES else None

    def check(self, query_url: str) -> None:
        """Refuses addresses that cannot be, or that hold a password, and half of an identity.

        Raises:
            ConfigurationError: One of them is wrong; a password in it is not repeated.
        """
        for option, address in self._addresses(query_url):
            parts = urlsplit(address)
            if parts.username is not None or parts.password is not None:
                raise ConfigurationError(
                    f"the address of {option} holds a user name or a password, which end up in logs and lists of processes; take them out, "
                    "and set DIPLOGRAPH_STORE_USER and DIPLOGRAPH_STORE_PASSWORD"
                )
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
                raise ConfigurationError(f"{option} is {address!r}; give an address like https://host/sparql, without ? and #")
        if (self.user is None) != (self.password is None):
            raise ConfigurationError("DIPLOGRAPH_STORE_USER and DIPLOGRAPH_STORE_PASSWORD belong together; set both or neither")
        if self.user is not None and self.token is not None:
            raise ConfigurationError("give DIPLOGRAPH_STORE_TOKEN, or DIPLOGRAPH_STORE_USER with its password, not both")

    def _addresses(self, query_url: str) -> Iterator[tuple[str, str]]:
        yield "--store", query_url
        if self.update_url is not None:
            yield "--update-url", self.update_url
        if self.graph_store_url is not None:
            yield "--graph-store-url", self.graph_store_url
