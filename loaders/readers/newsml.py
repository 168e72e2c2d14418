"""NewsML-G2 of the IPTC: the text items of a message, with what their metadata say.

Its names are those of https://iptc.org/std/NewsML-G2/; texts in it are XHTML, NITF or plain.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from ...errors import SourceError
from ..document import Document, Known, Options, Stream, Unread
from .byline import split_names
from .dates import iso_time
from .shape import one_line

NAR = "http://iptc.org/std/nar/2006-10-01/"
ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:newsItem|newsMessage)\b")
MEDIA_TYPES = frozenset({"application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml"})


class NewsML:
    """Opens NewsML-G2."""

    name = "newsml"
    suffixes = (".newsml", ".g2.xml")

    def accepts(self, stream: Stream) -> bool:
        """Whether its media type is that of NewsML-G2, or its first lines name its namespace."""
        return stream.media_type in MEDIA_TYPES or (NAR.encode() in stream.head[:8000] and ROOT.search(stream.head[:8000]) is not None)

    def open(self, stream: Stream, options: Options) -> Iterator[Document | Unread]:
        """The items that have a text, in order; pictures and packages are passed over."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(stream.document().data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise SourceError(stream.place, f"is no XML that can be read ({error}); get it again") from error
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and next(declared.iterentities(), None) is not None:
            raise SourceError(stream.place, "declares entities, which NewsML has no use for, and is not read; check where it comes from")
        items = list(root.iter(f"{{{NAR}}}newsItem"))
        if not items:
            raise SourceError(stream.place, "holds no news item; give a newsItem, or a newsMessage with some")
        for number, item in enumerate(items, 1):
            kind = _attribute(item, "itemMeta/itemClass", "qcode").lower()
            if kind.endswith((":picture", ":video", ":audio", ":graphic", ":composite", ":animated")):
                continue
            status = _attribute(item, "itemMeta/pubStatus", "qcode").lower()
            if status.endswith((":canceled", ":cancelled", ":withheld")):
                yield stream.unread(number, f"was {status.rpartition(':')[2]} by its provider, and is not read")
                continue
            known, text = _known(item), _text(item)
            if text is None:
                yield stream.unread(number, "has no text in it (inlineXML or inlineData); give the item with its content")
                continue
            guid = one_line(item.get("guid") or "")
            page = f"<article><h1>{html.escape(known.headline or '')}</h1>{text}</article>"
            yield stream.record(number, "" if known.url else guid, page.encode(), "text/html; charset=utf-8", known)


def _known(item: etree._Element) -> Known:
    meta, content = "itemMeta", "contentMeta"
    guid = item.get("guid") or ""
    times = (_words(item, f"{content}/contentCreated"), _words(item, f"{meta}/firstCreated"), _words(item, f"{meta}/versionCreated"))
    names = [_words(by) for by in item.findall(f"{{{NAR}}}{content}/{{{NAR}}}by")]
    provider = _words(item, f"{meta}/provider/name") or _words(item, f"{content}/infoSource/name") or _words(item, f"{content}/creditline")
    return Known(
        headline=_words(item, f"{content}/headline") or _words(item, f"{meta}/title"),
        published=next((found for time in times if time and (found := iso_time(time))), None),
        url=guid if guid.startswith(("http://", "https://")) else None,
        publisher=provider or _attribute(item, f"{meta}/provider", "literal") or None,
        authors=tuple(part for name in names if name for part in (split_names(name) or (name,))),
        language=_attribute(item, f"{content}/language", "tag") or item.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _text(item: etree._Element) -> str | None:
    """The item's text as HTML."""
    for inline in item.iterfind(f"{{{NAR}}}contentSet/{{{NAR}}}inlineXML"):
        # NITF and XHTML agree in what a paragraph is called; NITF has its text in body.content.
        body = next((found for name in ("body.content", "body") for found in inline.iter() if etree.QName(found).localname == name), inline)
        return "".join(_markup(element) for element in body)
    for inline in item.iterfind(f"{{{NAR}}}contentSet/{{{NAR}}}inlineData"):
        text = "".join(inline.itertext())
        return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    return None


def _markup(element: etree._Element) -> str:
    for inner in element.iter():
        if isinstance(inner.tag, str):
            name = etree.QName(inner).localname
            inner.tag = {"hl1": "h1", "hl2": "h2", "hedline": "div", "block": "div", "media": "figure", "media-caption": "figcaption"}.get(
                name, name
            )
    etree.cleanup_namespaces(element)
    return str(etree.tostring(element, encoding="unicode", method="html"))


def _path(names: str) -> str:
    return "/".join(f"{{{NAR}}}{name}" for name in names.split("/"))


def _words(item: etree._Element, names: str | None = None) -> str:
    found = item.find(_path(names)) if names is not None else item
    return one_line("".join(found.itertext())) if found is not None else ""


def _attribute(item: etree._Element, names: str, attribute: str) -> str:
    found = item.find(_path(names))
    return (found.get(attribute) or "") if found is not None else ""
