"""Tests of the search for words."""
