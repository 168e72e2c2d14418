"""From sources to events: readers, actors, dates, extraction and the mapping to RDF."""
