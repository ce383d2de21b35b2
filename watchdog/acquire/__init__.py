"""From an agency's server, or a folder, to the exact cells of a document."""
