"""Where in a ticket a word stands. A word may stand in several places, so places are bits of one number."""

TEXT = 1
NOTE = 2
SUBJECT = 4
PERSON = 8
TAG = 16
REFERENCE = 32

# what the ticket's head and its requester say; they replace what was said before, texts only add to each other
ABOUT = SUBJECT | PERSON | TAG | REFERENCE
WRITTEN = TEXT | NOTE
ANYWHERE = ABOUT | WRITTEN
# who looks for a word means a ticket about it rather than one that mentions it
PROMINENT = SUBJECT | PERSON | REFERENCE
