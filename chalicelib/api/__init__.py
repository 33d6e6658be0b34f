"""The JSON interface for agents and programs: HTTP in, use case, HTTP out."""
