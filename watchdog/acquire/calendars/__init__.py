"""From an agency's release calendar to its lines about one program; one module a format."""
