"""Events at a glance: how many there are of each kind, over time, on the map and between parties, whatever is selected."""

from .counts import Conditions, facets, places_on_map, stats, timeline
from .facts import Facts
from .following import Overview
from .listing import Listing
from .network import network

__all__ = ["Conditions", "Facts", "Listing", "Overview", "facets", "network", "places_on_map", "stats", "timeline"]
