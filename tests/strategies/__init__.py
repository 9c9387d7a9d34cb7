"""What HAProxy accepts, made by construction, and bytes that nobody would write.

`text` has bytes, words and their spellings; `lines` puts words on lines; `params` and `statements` say something with
them; `configs` makes whole files; `corpus` finds the real ones.
"""

from hypothesis import settings


def examples(share: float) -> settings:
    """More or fewer examples than the profile asks for."""
    return settings(max_examples=max(10, int(settings().max_examples * share)))
