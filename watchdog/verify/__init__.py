"""Holds a text against the stored release, figure by figure: text, marks, readings, evidence, verdicts."""
