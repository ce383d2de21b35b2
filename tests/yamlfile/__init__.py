"""Tests of reading YAML with its places."""
