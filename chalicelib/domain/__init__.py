"""Rules of the help desk in plain Python: standard library only, no input or output, time and ids passed in."""
