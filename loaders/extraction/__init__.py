"""Extraction: from an article's text to event records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from .base import Extraction, Extractor, Rejected, Trace

if TYPE_CHECKING:
    from ...settings import Settings
    from .chat import Endpoint

__all__ = ["Extraction", "Extractor", "Rejected", "Trace", "default_extractor"]


def default_extractor(settings: Settings) -> Extractor:
    """The extractor that the settings name: the rules, a language model, or both; models are loaded or asked at the first use.

    Raises:
        ConfigurationError: A language model is to be asked, and the settings do not say where.
    """
    from .rules import RuleExtractor

    rules = RuleExtractor(settings.model)
    if settings.extractor == "rules":
        return rules
    from .combined import CombinedExtractor
    from .model import ModelExtractor, ModelReader

    reader = ModelReader(_endpoint(settings), settings.llm_part)
    return ModelExtractor(reader, rules) if settings.extractor == "model" else CombinedExtractor(reader, rules)


def _endpoint(settings: Settings) -> Endpoint:
    from .chat import Endpoint

    for name, value in (("DIPLOGRAPH_LLM_ENDPOINT", settings.llm_endpoint), ("DIPLOGRAPH_LLM_MODEL", settings.llm_model)):
        if value is None:
            raise ConfigurationError(f"the extractor {settings.extractor!r} asks a language model, and {name} is not set; set it")
    assert settings.llm_endpoint is not None
    assert settings.llm_model is not None
    key = settings.llm_key.get_secret_value().strip() if settings.llm_key is not None else ""
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("DIPLOGRAPH_LLM_KEY holds a character that no key has; set it anew")
    return Endpoint(settings.llm_endpoint, settings.llm_model, key or None, settings.llm_timeout)
