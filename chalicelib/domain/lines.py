"""What text on one line may hold: nothing that breaks lines or headers, and nothing that hides or turns letters around.

Letters and emoji that are newer than this program's tables are text like any other.
"""

import re

# controls and separators of lines; format characters (Unicode category Cf) but for the joiners U+200C and U+200D, with
# which Persian, Hindi and many emoji are written
_ODD = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def is_plain_line(text: str) -> bool:
    return _ODD.search(text) is None
