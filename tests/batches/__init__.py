"""Tests of loading many articles at once."""
