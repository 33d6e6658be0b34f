"""The outside world behind the ports of `chalicelib/services/ports.py`. Only `bootstrap` imports these modules."""
