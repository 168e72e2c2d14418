"""Datasets of events that others coded or recorded; ``registry`` lists them."""
