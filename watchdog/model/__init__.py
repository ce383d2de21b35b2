"""The nouns that travel between the rooms; frozen values without behaviour of their own beyond arithmetic."""
