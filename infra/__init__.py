"""Deployment and the local run. Nothing in here is part of what runs on Lambda."""
