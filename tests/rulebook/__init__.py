"""Tests of the rules and of what reads them."""
