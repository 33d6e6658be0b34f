"""HTML pages for customers, and the readable form of the interface documentation. None needs JavaScript."""
