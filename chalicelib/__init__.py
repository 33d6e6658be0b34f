"""Lippu, a help desk with no servers. `docs/architecture.md` is the map of this package."""
