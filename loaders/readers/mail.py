"""E-mail: its subject is the headline, its date the day of publication, its sender the author, its text or page the article."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import replace
from email.headerregistry import AddressHeader
from email.message import EmailMessage

from ...errors import SourceError
from ..article import Article, BlockKind
from ..document import Document, Known
from .html import HtmlReader
from .shape import one_line
from .text import TextReader

MEDIA_TYPES = frozenset({"message/rfc822"})
HEADER = re.compile(rb"\A(?:From [^\n]+\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.MULTILINE)
TELLING = re.compile(rb"^(?:from|date|subject|message-id|received|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)
REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|sv)\s*:\s*)+|^\[[^\]]{1,40}\]\s*", re.IGNORECASE)
QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
FORWARDED = re.compile(r"^-{2,}\s*(?:Forwarded message|Original Message)\s*-{2,}\s*$", re.MULTILINE | re.IGNORECASE)
# A text beside a page that is so much shorter only says that there is a page.
SHORT = 400


class MailReader:
    """Reads e-mail."""

    name = "mail"
    suffixes = (".eml",)

    def accepts(self, document: Document) -> bool:
        """Whether its media type or name is that of a message, or it begins with the headers of one."""
        if document.media_type in MEDIA_TYPES or (document.media_type is None and document.name.lower().endswith(self.suffixes)):
            return True
        head = HEADER.match(document.data[:16_384]) if document.media_type is None else None
        return head is not None and len({found.lower() for found in TELLING.findall(head[0])}) >= 3

    def read(self, document: Document) -> Article:
        """The article in it."""
        try:
            message = email.message_from_bytes(document.data, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            known = headers(message)
            plain, page = body(message, "plain"), body(message, "html")
        except (ValueError, LookupError, AttributeError, IndexError, TypeError, RecursionError) as error:
            raise SourceError(document.name, f"is no e-mail that can be read ({error}); save its text, and give that") from error
        if not plain.strip() and not page.strip():
            raise SourceError(document.name, "is an e-mail without text; save what is attached to it, and give that")
        given = document.known
        known = replace(known, headline=given.headline or known.headline)
        if page.strip() and (not plain.strip() or len(plain) < min(SHORT, len(page) // 20)):
            article = HtmlReader().read(Document(document.name, page.encode(), "text/html; charset=utf-8", replace(known, authors=())))
        else:
            text = SIGNATURE.sub("", QUOTED.sub("", FORWARDED.sub("", plain)))
            article = TextReader().read(Document(document.name, text.encode(), "text/plain; charset=utf-8", replace(known, authors=())))
        if not any(block.kind is BlockKind.PARAGRAPH for block in article.blocks):
            raise SourceError(document.name, "is an e-mail without a paragraph of text; save what is attached to it, and give that")
        # A mail says when it was sent, even where its text names other days; a byline says more than who sent it.
        article = replace(article, published=known.published or article.published, authors=article.authors or known.authors)
        return given.over(article)


def headers(message: EmailMessage) -> Known:
    """What the headers say."""
    subject, sent, sender = message.get("subject"), message.get("date"), message.get("from")
    moment = getattr(sent, "datetime", None)
    names = [address.display_name for address in sender.addresses if address.display_name] if isinstance(sender, AddressHeader) else []
    place = one_line(str(message.get("archived-at") or "")).strip("<>")
    headline = one_line(REPLY.sub("", one_line(str(subject)))) if subject else ""
    return Known(
        headline=headline or None,
        published=moment if isinstance(moment, dt.datetime) and moment.tzinfo is not None else moment.date() if moment else None,
        url=place if place.startswith(("http://", "https://")) else None,
        authors=tuple(one_line(name) for name in names),
    )


def body(message: EmailMessage, kind: str) -> str:
    """The part of the message of that kind (``plain`` or ``html``) as text; empty where there is none."""
    part = message.get_body(preferencelist=(kind,))
    if not isinstance(part, EmailMessage):
        return ""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True)
        content = payload.decode("cp1252", "replace") if isinstance(payload, bytes) else ""
    return content if isinstance(content, str) else ""
