"""Fetching: what people name by its address, politely and within limits. Nothing here is fetched that nobody named."""

from .fetcher import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher"]
