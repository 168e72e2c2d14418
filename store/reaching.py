"""Fetching from other hosts: only from those that are named, at the address that was looked at, and within limits."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..errors import NotAllowed, RemoteFailed

_PORTS = {"http": 80, "https": 443}
# Names of IPv6 addresses that stand for one of IPv4, which may be a private one.
_TRANSLATED = [ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
_SAFE = "/:?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where queries may reach to.

    Attributes:
        hosts: Names or addresses, each with a port where it is not the usual one. An address that is not open to the whole internet has to
            stand there itself; ``localhost`` stands for those of this machine.
        seconds: How long one answer may take.
        size: Bytes of one answer.
    """

    hosts: Collection[str] = ()
    seconds: float = 30.0
    size: int = 10_000_000

    def fetch(self, url: str, accept: str, body: bytes | None = None, body_type: str = "") -> tuple[str, bytes]:
        """The media type and the body of what is at the address; sent by POST where there is a body to send.

        Raises:
            NotAllowed: It is none that may be reached.
            RemoteFailed: It gives no answer within the limits.
        """
        parts = urlsplit(url)
        try:
            host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise NotAllowed(f"<{url}> is no address: {error}") from error
        address = self._address(url, parts.scheme, host, port)
        connection = _Connection(host, port, address, self.seconds, secure=parts.scheme == "https")
        target = quote(parts.path or "/", _SAFE) + (f"?{quote(parts.query, _SAFE)}" if parts.query else "")
        headers = {"accept": accept, "accept-encoding": "identity", "user-agent": "diplograph"}
        if body is not None:
            headers["content-type"] = body_type
        try:
            connection.request("GET" if body is None else "POST", target, body, headers)
            response = connection.getresponse()
            if 300 <= response.status < 400:
                where = response.headers.get("location", "elsewhere")
                raise RemoteFailed(url, f"leads on to {where}, which is not followed; name that address itself")
            if response.status != 200:
                raise RemoteFailed(url, f"answers with status {response.status}")
            data = response.read(self.size + 1)
            if len(data) > self.size:
                raise RemoteFailed(url, f"answers with more than {self.size:,} bytes")
            if response.length:
                raise http.client.IncompleteRead(data)
        except (OSError, http.client.HTTPException) as error:
            late = connection.late or isinstance(error, TimeoutError)
            reason = f"does not answer within {self.seconds:g} seconds" if late else f"cannot be reached ({type(error).__name__})"
            raise RemoteFailed(url, reason) from error
        finally:
            connection.close()
        return response.headers.get_content_type(), data

    def _address(self, url: str, scheme: str, host: str, port: int) -> str:
        """The address of the host, which is then the one that is connected to."""
        if scheme not in _PORTS or not host:
            raise NotAllowed(f"<{url}> is nothing that a query may reach: it has to begin with http:// or https://")
        if not self._named(host, port, usual=_PORTS[scheme]):
            raise NotAllowed(
                f"queries may not reach {host} at port {port}; the setting DIPLOGRAPH_REMOTE_HOSTS names the hosts that they may"
            )
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            raise RemoteFailed(url, "has a name that is not known") from error
        for address in found:
            local = host == "localhost" and ipaddress.ip_address(address).is_loopback
            if not (local or _open(address) or self._named(address, port, usual=_PORTS[scheme])):
                raise NotAllowed(
                    f"{host} is {address}, which is an address of a private network or of this machine; it may be reached only where "
                    "DIPLOGRAPH_REMOTE_HOSTS names that address itself"
                )
        return found[0]

    def _named(self, host: str, port: int, usual: int) -> bool:
        shown = f"[{host}]" if ":" in host else host
        named = {name.lower() for name in self.hosts}
        return f"{shown}:{port}" in named or (port == usual and not named.isdisjoint((host, shown)))


def _open(address: str) -> bool:
    """Whether the address is one of the open internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in _TRANSLATED):
            return False
    return found.is_global and not found.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was found already, which is cut when its time is over, however slowly it goes on."""

    def __init__(self, host: str, port: int, address: str, seconds: float, *, secure: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self.default_port = _PORTS["https" if secure else "http"]
        self.late = False
        self._address = address
        self._secure = secure
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def connect(self) -> None:
        """Connects, and makes sure of the host's name where the connection is secure."""
        self.sock = socket.create_connection((self._address, self.port), timeout=self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def _cut(self) -> None:
        self.late = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Ends it."""
        self._timer.cancel()
        super().close()
