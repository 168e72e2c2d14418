"""Checking of RDF documents: reading them however they are packed, validating them, and telling what is wrong where in which form."""
