"""Tests of the commands that have files of their own."""
