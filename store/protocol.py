"""The SPARQL 1.1 Protocol and the Graph Store Protocol from the client's side, with what networks and servers do to them.

Every request can be repeated without harm: a query changes nothing, an update of ours takes away and adds quads that it names, and a
graph is put whole. So a request that met a broken connection or a busy server (429, 502, 503, 504) is sent again, after a pause that
doubles and is shaken, or that the server asks for. A server that took too long is not asked again: it may still be at it.
"""

from __future__ import annotations

import base64
import email.utils
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx
import tenacity

from ..errors import QueryError, StoreConflict, StoreError
from ..version import VERSION
from .access import Access
from .base import QueryDataset

ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_BUSY = (429, 502, 503, 504)
# No pause is longer, whatever the server asks for: who waits wants to know.
_LONGEST_PAUSE = 60.0
_CONNECT = 10.0


class _Again(Exception):  # noqa: N818 (not raised to callers)
    """A failure that may be over when the request is sent again."""

    def __init__(self, error: StoreError, pause: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.pause = pause


class _Login(httpx.Auth):
    """Basic authentication, or digest where the server asks for that."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self._digest = httpx.DigestAuth(user, password)
        self._asked_for_digest = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """The request with what the server asks for."""
        if not self._asked_for_digest:
            request.headers["authorization"] = self._basic
            response = yield request
            asked = response.headers.get("www-authenticate", "").lower()
            # Virtuoso asks for digest only where nothing was shown.
            if response.status_code != httpx.codes.UNAUTHORIZED or "basic" in asked:
                return
            self._asked_for_digest = True
            del request.headers["authorization"]
        yield from self._digest.auth_flow(request)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes:
        media_type: What ``data`` is.
        data: The answer itself.
        state: The state of the dataset that it was answered from, where the server says.
    """

    media_type: str
    data: bytes
    state: str | None


class Protocol:
    """A client of one server.

    Args:
        url: The address for queries.
        access: How it is reached.

    Raises:
        ConfigurationError: An address or the identity is wrong.
    """

    def __init__(self, url: str, access: Access) -> None:
        access.check(url)
        self.url = url
        self._access = access
        self._update_url = access.update_address(url)
        self.graph_store_url = access.graph_store_url
        headers = {"user-agent": f"diplograph/{VERSION}"}
        auth: httpx.Auth | None = None
        if access.token is not None:
            headers["authorization"] = f"Bearer {access.token}"
        elif access.user is not None and access.password is not None:
            auth = _Login(access.user, access.password)
        self._client = httpx.Client(
            auth=auth,
            headers=headers,
            timeout=httpx.Timeout(access.timeout, connect=min(_CONNECT, access.timeout)),
            # A proxy of the environment is for what lies beyond this machine.
            trust_env=not _is_this_machine(url),
        )
        self.requests = 0

    def close(self) -> None:
        """Gives the connections back."""
        self._client.close()

    def query(self, text: str, accept: str, dataset: QueryDataset, *, own: bool = True) -> Reply:
        """The answer to a query.

        Args:
            text: The query.
            accept: The media types that are wanted.
            dataset: The graphs that are asked.
            own: Whether the query is one of ours; if not, it is its writer's fault that the server refuses it.

        Raises:
            QueryError: The server refuses the query of a user.
            StoreError: The server is away, or its answer is none.
        """
        with self._asking(self.url, text, accept, dataset, own=own) as response:
            response.read()
            return Reply(_media_type(response), response.content, _state(response))

    @contextmanager
    def stream(self, text: str, accept: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The media type of the answer to a query of ours, and its parts as they come."""
        with self._asking(self.url, text, accept, QueryDataset(), own=True) as response:
            yield _media_type(response), response.iter_bytes()

    @contextmanager
    def _asking(self, url: str, text: str, accept: str, dataset: QueryDataset, *, own: bool) -> Iterator[httpx.Response]:
        fields: dict[str, str | list[str]] = {"query": text}
        if dataset.default_graphs:
            fields["default-graph-uri"] = list(dataset.default_graphs)
        if dataset.named_graphs:
            fields["named-graph-uri"] = list(dataset.named_graphs)
        # As a form: some servers hang on a bare query, and addresses have a greatest length.
        request = self._client.build_request("POST", url, data=fields, headers={"accept": accept})
        with self._sent(request, query=not own) as response:
            self._check_answer(response, accept)
            yield response

    def update(self, text: str, state: str | None = None) -> str | None:
        """Sends an update, which is made in one request; gives back the state of the dataset after it, where the server says.

        Args:
            text: The update.
            state: The state that the dataset must be in.

        Raises:
            StoreConflict: The dataset is in another state.
            StoreError: The server is away, or refuses.
        """
        if self._update_url is None:
            raise StoreError(self.url, "where updates go is not known, and the address does not tell; give --update-url")
        headers = {"if-match": state} if state is not None else {}
        request = self._client.build_request("POST", self._update_url, data={"update": text}, headers=headers)
        with self._sent(request) as response:
            return _state(response)

    def put(self, graph: str | None, turtle: bytes) -> None:
        """Puts a named graph, or the default graph, whole by the Graph Store Protocol.

        Raises:
            StoreError: The server is away, or refuses.
        """
        assert self.graph_store_url is not None
        request = self._client.build_request(
            "PUT",
            self.graph_store_url,
            params={"graph": graph} if graph is not None else {"default": ""},
            content=turtle,
            headers={"content-type": "text/turtle"},
        )
        with self._sent(request):
            pass

    @contextmanager
    def _sent(self, request: httpx.Request, *, query: bool = False) -> Iterator[httpx.Response]:
        """The response to the request, sent as often as it takes; an error where it is none that helps."""
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._access.tries),
            wait=_pause,
            retry=tenacity.retry_if_exception_type(_Again),
            reraise=True,
        )
        address = str(request.url.copy_with(query=None))
        try:
            response = retrying(self._once, request, address, query=query)
        except _Again as again:
            raise again.error from again
        try:
            yield response
        except httpx.TimeoutException as error:
            raise self._slow(address) from error
        except httpx.TransportError as error:
            raise StoreError(address, f"the connection broke off in the middle of the answer ({_words(error)}); try again") from error
        finally:
            response.close()

    def _once(self, request: httpx.Request, address: str, *, query: bool) -> httpx.Response:
        self.requests += 1
        try:
            response = self._client.send(request, stream=True)
            if response.is_success:
                return response
            response.read()
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise self._slow(address) from error
        except httpx.TransportError as error:
            reason = (
                f"the server cannot be reached ({_words(error)}), in {self._access.tries} tries; see that it runs, and check the address"
            )
            raise _Again(StoreError(address, reason)) from error
        refusal = self._refusal(response, address, query=query)
        if response.status_code in _BUSY and isinstance(refusal, StoreError):
            raise _Again(refusal, _retry_after(response))
        raise refusal

    def _slow(self, address: str) -> StoreError:
        return StoreError(
            address,
            f"no answer within {self._access.timeout:g} seconds; ask for less, or wait longer with DIPLOGRAPH_STORE_TIMEOUT",
        )

    def _refusal(self, response: httpx.Response, address: str, *, query: bool) -> StoreError | QueryError:
        status, said = f"{response.status_code} {response.reason_phrase}".strip(), _said(response)
        match response.status_code:
            case httpx.codes.PRECONDITION_FAILED:
                return StoreConflict(address)
            case httpx.codes.UNAUTHORIZED:
                given = self._access.user is not None or self._access.token is not None
                what = "does not take the user and password, or the token, that are set" if given else "wants to know who asks"
                return StoreError(
                    address,
                    f"the server {what} ({status}); set DIPLOGRAPH_STORE_USER and DIPLOGRAPH_STORE_PASSWORD, or DIPLOGRAPH_STORE_TOKEN",
                )
            case httpx.codes.FORBIDDEN:
                return StoreError(address, f"the server does not allow this ({status}{said}); use an identity that may")
            case httpx.codes.NOT_FOUND | httpx.codes.METHOD_NOT_ALLOWED:
                return StoreError(
                    address, f"the server has no such service there ({status}); check --store, --update-url and --graph-store-url"
                )
            case code if response.has_redirect_location:
                there = response.headers["location"].partition("?")[0]
                return StoreError(address, f"the service has moved ({code}) to {there}; give that address")
            case code if code in _BUSY:
                return StoreError(address, f"the server is busy or away ({status}{said}), in {self._access.tries} tries; try again later")
            case code if query and (code < httpx.codes.INTERNAL_SERVER_ERROR or said):
                return QueryError(f"the server at {address} does not answer the query ({status}{said})")
            case _:
                return StoreError(address, f"the server failed ({status}{said}); its log says more")

    def _check_answer(self, response: httpx.Response, accept: str) -> None:
        kind = _media_type(response)
        wanted = {part.partition(";")[0].strip() for part in accept.split(",")} | {"application/json"}
        if kind not in wanted:
            response.read()
            raise StoreError(
                self.url,
                f"the server answers with {kind or 'something unnamed'} where {accept.partition(',')[0]} was asked for{_said(response)}; "
                "check that --store is the address of a SPARQL endpoint",
            )
        # So Virtuoso says that it has left rows out, in an answer that looks whole.
        if most := response.headers.get("x-sparql-maxrows"):
            raise StoreError(self.url, f"the server gives {most} rows at most and left the others out; raise its ResultSetMaxRows")
        if response.headers.get("x-sql-state"):
            raise StoreError(self.url, "the server ran out of its time and left rows out; raise its MaxQueryExecutionTime")


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _pause(attempts: tenacity.RetryCallState) -> float:
    error = attempts.outcome.exception() if attempts.outcome is not None else None
    if isinstance(error, _Again) and error.pause is not None:
        return error.pause
    return float(tenacity.wait_random_exponential(multiplier=0.2, max=10.0)(attempts))


def _retry_after(response: httpx.Response) -> float | None:
    """The pause that the server asks for, in seconds or as a date."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(float(value), _LONGEST_PAUSE)
    try:
        return min(max(email.utils.parsedate_to_datetime(value).timestamp() - time.time(), 0.0), _LONGEST_PAUSE)
    except ValueError:
        return None


def _media_type(response: httpx.Response) -> str:
    given: str = response.headers.get("content-type", "")
    return given.partition(";")[0].strip().lower()


def _state(response: httpx.Response) -> str | None:
    value: str | None = response.headers.get("etag")
    return value


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _said(response: httpx.Response) -> str:
    """The first line of what the server says of it, where that is meant for people."""
    if _media_type(response) not in ("text/plain", "application/problem+json", "application/json", ""):
        return ""
    if "json" in _media_type(response):
        try:
            document = response.json()
        except ValueError:
            return ""
        text = str(document.get("detail") or document.get("message") or "") if isinstance(document, dict) else ""
    else:
        text = response.text
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return f": {first[:300]}" if first else ""
