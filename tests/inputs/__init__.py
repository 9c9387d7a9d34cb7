"""What the tests read besides what `haproxy_model.testing` makes.

`corpus` finds real files; `renamed` gives them other names; `secrets` puts secrets into lines.
"""

from hypothesis import settings


def examples(share: float) -> settings:
    """More or fewer examples than the profile asks for."""
    return settings(max_examples=max(10, int(settings().max_examples * share)))
