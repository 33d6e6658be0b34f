"""The one table. Keys and access patterns: `docs/data-model.md`. PynamoDB does not leave this package."""
