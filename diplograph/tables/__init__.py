"""Events for those who don't speak RDF: the columns of their tables, and the formats that these are written in."""
