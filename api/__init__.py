"""The HTTP server: SPARQL, validation and loading over one database."""
