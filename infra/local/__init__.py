"""All of Lippu on one machine: an emulator for AWS, doors for mail, and the event sources between the
functions.
"""
