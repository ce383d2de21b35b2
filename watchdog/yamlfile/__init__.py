"""YAML files as trees that remember where everything stands, and as typed values; mistakes come with place and fix."""
