"""One module a file format; each gives `read(capture, layout)`: the exact cells of one document, or a refusal."""
