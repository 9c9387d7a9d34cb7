"""What stands where a value could not be read."""

from __future__ import annotations

from attrs import frozen

from haproxy_model.values.value import Value

#: the reason of what only the environment of the process would tell
ENVIRONMENT = "depends on the environment"


@frozen(eq=False, repr=False)
class Unread(Value):
    """A word that is malformed, or holds a variable whose value is not known: its text, and why it was not read."""

    #: the word's text, variables as written
    text: str
    #: what was expected, or that the text depends on the environment
    reason: str

    def __str__(self) -> str:
        return self.text
