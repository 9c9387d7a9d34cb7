"""What is known of the kinds of messages about the text itself: quotes, variables, line ends, and directives."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
WRITTEN_LINES: Final[dict[str, str]] = {
    "unmatched-quote": """
What it does: finds a quote that is not closed on its line.
Why: everything up to the end of the line becomes one word; a quote cannot go on in the next line.
In: a backend.
Bad:
        description it's the shop
Good:
        description "it's the shop"
Says: unmatched quote at position
Reference: 2.2 "Quoting and escaping".
""",
    "bad-hexadecimal": """
What it does: finds `\\x` without two hexadecimal digits after it.
Why: `\\x` writes a character by its code; for a backslash and an x, write the backslash twice.
In: a backend.
Bad:
        description \\xZZ
Good:
        description \\x41
Says: truncated or invalid hexadecimal sequence
Reference: 2.2 "Quoting and escaping".
""",
    "unmatched-brace": """
What it does: finds `${` that is not closed after the name of the variable.
Why: HAProxy cannot tell where the name ends.
In: a backend.
Bad:
        description "${SHOP-closed"
Good:
        description "${SHOP-closed}"
Says: unmatched brace in environment variable name
Reference: 2.3 "Environment variables".
""",
    "bad-variable-name": """
What it does: finds a dollar sign in double quotes with no name of a variable after it.
Why: in double quotes HAProxy puts in a variable there; names consist of letters, digits and `_`, and begin with no
digit.
In: a frontend for HTTP.
Bad:
        http-request deny if { path_reg "^/admin$" }
    backend shop
Good:
        http-request deny if { path_reg '^/admin$' }
    backend shop
Says: forbidden first char in environment variable name
Reference: 2.3 "Environment variables".
""",
    "bad-expansion": """
What it does: finds brackets other than `[*]` after the name of a variable in braces.
Why: `[*]` alone means something there: the value becomes several words.
In: a backend.
Bad:
        description "${SHOP[1]}"
Good:
        description "${SHOP-closed}"
Says: truncated or invalid word expansion sequence
Reference: 2.3 "Environment variables".
""",
    "too-many-words": """
What it does: finds a line of more than 64 words.
Why: HAProxy has room for 64 words in a line, and refuses the line.
In: a frontend for HTTP.
Bad:
        acl code path 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62
    backend shop
Good:
        acl code path 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        acl code path 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62
    backend shop
Says: too many words
Reference: 2.1 "Configuration file format".
""",  # noqa: E501
    "stray-nul": """
What it does: finds a NUL byte.
Why: a line ends there for HAProxy, and it reads no line after it: a file of another encoding (UTF-16), or a broken
one.
Reference: 2.1 "Configuration file format".
""",
    "bad-scope": """
What it does: finds a line that begins with `[` and is not a scope.
Why: since HAProxy knows Lua and SPOE files, `[name]` alone on a line opens a scope there.
Bad:
    [shop prod]
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: is not permitted in a scope name
Reference: 2.1 "Configuration file format".
""",
    "unset-variable": """
What it does: names a variable that nobody knows here, and on which an answer hangs.
Why: HAProxy takes variables from its environment; `--define NAME=VALUE` says what is in it, `--use-environment` takes
ours.
Reference: 2.3 "Environment variables".
""",
    "missing-final-newline": """
What it does: finds a last line that does not end with a newline.
Why: HAProxy takes the file for one that was cut while it was copied, and refuses it.
Says: Missing LF on last line, file might have been truncated
Reference: 2.1 "Configuration file format".
""",
    "unknown-directive": """
What it does: finds a line that begins with a dot and is not a directive.
Why: only `.if`, `.elif`, `.else`, `.endif`, `.diag`, `.notice`, `.warning` and `.alert` begin with a dot; `.elseif`
is none of them.
In: a frontend.
Bad:
        .if version_atleast(2.4)
            maxconn 100
        .elseif version_atleast(2.0)
            maxconn 10
        .endif
Good:
        .if version_atleast(2.4)
            maxconn 100
        .elif version_atleast(2.0)
            maxconn 10
        .endif
Says: unknown directive '.elseif'
Reference: 2.4 "Conditional blocks".
""",
    "unbalanced-if": """
What it does: finds `.elif`, `.else` or `.endif` without an `.if` above, and an `.if` without `.endif`.
Why: HAProxy cannot tell which lines the condition is about.
In: a frontend.
Bad:
        .else
            maxconn 100
        .endif
Good:
        .if streq("$SHOP",open)
            maxconn 1000
        .else
            maxconn 100
        .endif
Says: lone '.else' with no matching '.if'
Reference: 2.4 "Conditional blocks".
""",
    "too-deep-if": """
What it does: finds an `.if` inside too many others.
Why: HAProxy has room for a fixed number of blocks inside each other.
Says: too many nested '.if'
Reference: 2.4 "Conditional blocks".
""",
    "bad-if-expression": """
What it does: finds an `.if` or `.elif` whose words are no condition.
Why: HAProxy takes numbers and predicates such as `feature(LUA)`, joined by `&&`, `||`, `!` and parentheses, and
nothing else.
In: a frontend.
Bad:
        .if 1 2
            maxconn 100
        .endif
Good:
        .if 1
            maxconn 100
        .endif
Says: at the end of conditional expression
Reference: 2.4 "Conditional blocks".
""",
    "unexpected-directive-argument": """
What it does: finds words after a directive that takes none, or not so many.
Why: a message is one word: it needs quotes.
In: a frontend.
Bad:
        .notice the shop is open
Good:
        .notice "the shop is open"
Says: Unexpected argument 'shop' for '.notice'
Reference: 2.4 "Conditional blocks".
""",
    "alert": """
What it does: tells of an `.alert` that is reached.
Why: it is there to refuse the file, with this message.
In: a frontend.
Bad:
        .alert "no certificate for the shop"
Good:
        .notice "no certificate for the shop"
Says: no certificate for the shop
Reference: 2.4 "Conditional blocks".
""",
    "warned": """
What it does: tells of a `.warning` that is reached.
Why: somebody wanted to be told.
In: a frontend.
Bad:
        .warning "no certificate for the shop"
Good:
        .notice "no certificate for the shop"
Says: no certificate for the shop
Reference: 2.4 "Conditional blocks".
""",
}
