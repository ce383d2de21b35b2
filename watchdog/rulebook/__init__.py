"""The only reader of rules/: series, documents, identities, rules and figures, with every mistake placed."""
