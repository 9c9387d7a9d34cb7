"""What the manual leaves to the writer: arguments that HAProxy stores, sends or prints as they are.

An argument is here by the name that its signature gives it; names of things, files, URLs and lists are not free text.
"""

from typing import Final

#: The name that signatures give to words which HAProxy drops.
DROPPED_ARGUMENT: Final = "ignored"

#: Types whose values are free text whatever the argument is called: a regular expression is a language of its own.
FREE_TYPES: Final = frozenset(("regex",))

#: Arguments of the type `string` that hold any text, by their name in the signatures.
FREE_ARGUMENTS: Final = frozenset(
    (
        "arg",  # of a Lua script or a command
        "body",
        "data",
        "desc",
        "message",
        "msg",
        "p",  # a password
        "realm",
        "s",  # what is sent, or looked for
        "secret",
        "str",
        "string",
        "text",
        "value",
    )
)

#: Parameters of `server` and `bind` lines that hold any text.
FREE_PARAMETERS: Final = frozenset(("agent-send", "ca-sign-pass", "tcp-md5sig"))

#: Directives whose words are printed.
PRINTED_DIRECTIVES: Final = frozenset((".diag", ".notice", ".warning", ".alert"))

#: Matching methods of ACLs whose patterns are regular expressions.
FREE_MATCHES: Final = frozenset(("reg", "regm"))
