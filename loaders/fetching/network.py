"""Connections to addresses of the open net alone: a name is resolved once, and what it resolves to is checked and then connected to."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator

import httpcore
import httpx

from ...errors import SourceError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_open(address: str) -> bool:
    """Whether an IP address is of the open net: not this machine, not its network, not reserved.

    >>> [is_open(one) for one in ("93.184.215.14", "127.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is not None:
            return is_open(str(inner))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


class GuardedTransport(httpx.BaseTransport):
    """A transport that connects to the open net alone, unless private addresses are allowed.

    Args:
        private: Whether this machine and its network may be connected to.
    """

    def __init__(self, *, private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=_Guard(private=private), max_connections=20, keepalive_expiry=10
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream if isinstance(request.stream, httpx.SyncByteStream) else None,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._answer.stream, Iterable)
        yield from self._answer.stream

    def close(self) -> None:
        self._answer.close()


class _Guard(httpcore.SyncBackend):
    """Connects to what a name resolves to only after looking at it, so that no second answer can lead elsewhere."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not known to the name service ({error})") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [address for address in addresses if self._private or is_open(address)]
        if not allowed:
            raise SourceError(
                host, f"is an address of this machine or its network ({addresses[0]}); DIPLOGRAPH_FETCH_PRIVATE=true allows fetching there"
            )
        for address in allowed:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                last = error
        raise last
