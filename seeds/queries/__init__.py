"""SPARQL queries with a title and a description in their first lines, asked of the default graph."""
