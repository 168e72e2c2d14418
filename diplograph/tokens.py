"""Tokens: who may read and write over HTTP. Only their hashes are kept, a line each: name, role and SHA-256, parted by colons."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from .errors import ConfigurationError

_log = logging.getLogger(__name__)

_LINE = re.compile(r"(?P<name>[\w.@-]{1,80}):(?P<role>reader|writer|admin):(?P<hash>[0-9a-f]{64})")


class Role(IntEnum):
    """What a caller may do; each may do what those before it may."""

    NOTHING = 0
    READER = 1
    WRITER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token.

    Attributes:
        name: What the audit log calls it.
        role: What its holder may do.
        hash: Its SHA-256, in hexadecimal digits.
    """

    name: str
    role: Role
    hash: str

    def __str__(self) -> str:
        return f"{self.name}:{self.role.name.lower()}:{self.hash}"


def _hash(secret: str) -> str:
    # Tokens are 256 random bits, so that nothing slower than SHA-256 is needed against guessing.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def new_token(name: str, role: Role) -> tuple[str, Token]:
    """A new token: what its holder sends, and what is kept of it.

    Raises:
        ConfigurationError: The name has characters that the line of a token cannot hold.
    """
    secret = secrets.token_urlsafe(32)
    return secret, read_token(str(Token(name, role, _hash(secret))))


def read_token(line: str) -> Token:
    """The token that a line stands for.

    Raises:
        ConfigurationError: The line is no such line.
    """
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise ConfigurationError("a token is kept as NAME:reader|writer|admin:SHA-256, with letters, digits and .@_- in its name")
    return Token(match["name"], Role[match["role"].upper()], match["hash"])


def keep(file: Path, token: Token) -> None:
    """Adds a token to a file, which only its owner can read.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as opened:
            opened.write(f"{token}\n")
    except OSError as error:
        raise ConfigurationError(f"the token cannot be kept in {file}: {error.strerror or error}") from error


class Tokens:
    """The tokens of the settings, and of a file that is read again whenever it changes, so that deleting a line revokes its token.

    Args:
        lines: Lines of tokens.
        file: A file of such lines; empty ones, and those that begin with ``#``, say nothing.

    Raises:
        ConfigurationError: A line is wrong, or the file cannot be read.
    """

    def __init__(self, lines: Iterable[str] = (), file: Path | None = None) -> None:
        self._fixed = tuple(map(read_token, lines))
        self._file = file
        self._seen: object = None
        self._kept: tuple[Token, ...] = ()
        if file is not None:
            try:
                self._kept = tuple(map(read_token, _lines(file)))
            except OSError as error:
                raise ConfigurationError(
                    f"the tokens in {file} cannot be read: {error.strerror}; make one with `diplograph token`"
                ) from error

    def find(self, secret: str) -> Token | None:
        """The token that somebody has sent, or nothing."""
        hashed, found = _hash(secret), None
        for token in (*self._fixed, *self._current()):
            # All are compared, each in constant time, so that the time tells nothing.
            if hmac.compare_digest(token.hash, hashed):
                found = token
        return found

    def _current(self) -> tuple[Token, ...]:
        if self._file is None:
            return ()
        try:
            stat = self._file.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen != self._seen:
                self._kept, self._seen = tuple(_sound(self._file)), seen
        except OSError:
            # Without its file nobody is known, until it is there again.
            self._kept, self._seen = (), None
        return self._kept


def _lines(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _sound(file: Path) -> Iterable[Token]:
    for number, line in enumerate(_lines(file), 1):
        try:
            yield read_token(line)
        except ConfigurationError:
            _log.warning("token %d of the file of tokens is not understood and counts for nothing", number)
