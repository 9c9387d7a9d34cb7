"""Lines of `global` and of the small sections (configuration manual, 3 and 5.3)."""

from __future__ import annotations

from haproxy_model.model.attributes import Argument, Name
from haproxy_model.model.blocks import block_of
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import _behind
from haproxy_model.model.word_kinds import ADDRESS, NAME, TEXT


class EnvironmentLine(Statement):
    """`setenv`, `presetenv`, `unsetenv`, `resetenv`: what later lines see of the environment."""

    __slots__ = ()

    #: the variable, the first of several
    name = Argument(1, TEXT)
    #: for `setenv` and `presetenv`
    value = Argument(2, TEXT)


class Tune(Statement):
    """`tune.<name> <value>...`: a performance setting of `global`."""

    __slots__ = ()

    value = Argument(1, TEXT)
    parameters = _behind(1)

    @property
    def name(self) -> str:
        """The setting, without `tune.`."""
        return self.keyword.removeprefix("tune.")


class Nameserver(Statement):
    """`nameserver <name> <address>:<port>` of a `resolvers` section."""

    __slots__ = ()
    keywords = ("nameserver",)

    name = Name(1)
    address = Argument(2, ADDRESS)


class Mailer(Statement):
    """`mailer <name> <address>:<port>` of a `mailers` section."""

    __slots__ = ()
    keywords = ("mailer",)

    name = Name(1)
    address = Argument(2, ADDRESS)


class User(Statement):
    """`user <name> { password | insecure-password } <secret> [groups <names>]` of a `userlist`."""

    __slots__ = ()
    keywords = ("user",)
    home = "userlist"

    name = Name(1, TEXT)
    parameters = _behind(2)


class Group(Statement):
    """`group <name> [users <names>]` of a `userlist`."""

    __slots__ = ()
    keywords = ("group",)
    home = "userlist"

    name = Name(1, NAME)
    parameters = _behind(2)


class Directive(Statement):
    """A preprocessor line: `.if`, `.elif`, `.else`, `.endif`, `.notice`, `.warning` … (manual, 2.4)."""

    __slots__ = ()

    @property
    def expression(self) -> str:
        """The words after the directive, joined by single blanks, as HAProxy reads them."""
        return " ".join(self._words[1:])

    def unwrap(self) -> None:
        """Remove all directives of its `.if` block, in whatever sections they are; the lines between them stay.

        The lines of every branch stay: remove first those that should go.

        Raises:
            InvalidValue: it is not a directive of an `.if` block in a section.
        """
        for mark in block_of(self):
            mark.section._drop(mark.directive)
