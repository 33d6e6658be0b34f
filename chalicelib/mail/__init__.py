"""Mail as pure functions: bytes to dataclasses and back. Nothing here knows of AWS, storage or the clock."""
