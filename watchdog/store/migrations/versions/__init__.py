"""One migration a module, named after its revision; a migration that was released is never edited."""
