"""What stands where a value could not be read."""

from __future__ import annotations

from attrs import frozen

from haproxy_model.values.value import Value

#: the reason of what only the environment of the process would tell
ENVIRONMENT = "depends on the environment"


@frozen(eq=False, repr=False)
class Unread(Value):
    """What is not one value: the text, and why it was not read.

    A word is malformed or holds a variable whose value is not known; a setting has several values by branches of `.if`.
    """

    #: the word's text, variables as written; several values are joined by `or`
    text: str
    #: what was expected, or on what the value depends
    reason: str

    def __str__(self) -> str:
        return self.text
