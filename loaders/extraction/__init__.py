"""Extraction: from an article's text to event records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Extraction, Extractor, Rejected, Trace

if TYPE_CHECKING:
    from ...settings import Settings

__all__ = ["Extraction", "Extractor", "Rejected", "Trace", "default_extractor"]


def default_extractor(settings: Settings) -> Extractor:
    """The extractor that the settings name; the language model itself is loaded at its first use."""
    from .rules import RuleExtractor

    return RuleExtractor(settings.model)
