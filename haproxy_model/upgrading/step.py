"""What an upgrade found, and what it made of it."""

from __future__ import annotations

from attrs import frozen

from haproxy_model.diagnostics import Diagnostic, Report, Span
from haproxy_model.errors import Suggesting
from haproxy_model.model.config import Config
from haproxy_model.values.value import Value

#: Kinds of steps, the most urgent first.
KINDS = ("removed", "refused", "meaning", "default", "deprecated")


@frozen(eq=False, repr=False)
class UpgradeStep(Value):
    """One thing on the way from one version to another, and its rewrite or why a person decides.

    `kind` is "removed", "refused" (words that a later version takes no longer), "meaning", "default" or "deprecated".
    """

    kind: str
    #: the first release of which it holds, such as "2.5"
    version: str
    #: what was found, with the line in the file as it was given; its fix is the rewrite, None where a person decides
    finding: Diagnostic
    #: why a person has to decide; None where there is a rewrite
    reason: str | None = None
    #: whether the earlier version says so, too
    was_before: bool = False
    #: whether the rewrite was made
    is_done: bool = False


@frozen
class Upgraded(Suggesting):
    """A configuration after an upgrade; the one that was given is as it was."""

    #: the configuration with the rewrites
    config: Config
    #: what was found, in the order of the files' lines
    steps: tuple[UpgradeStep, ...]
    #: what the earlier version says of the configuration as it was given
    before: Report
    #: what the later version says of the configuration as it is now
    report: Report
    #: the lines of `.if` branches that neither version takes with these variables, which were left as they are; each
    #: run of lines is one span
    left_out: tuple[Span, ...] = ()

    @property
    def by_hand(self) -> tuple[UpgradeStep, ...]:
        """The steps that are left to a person: without a rewrite, or with one that was not made."""
        return tuple(step for step in self.steps if not step.is_done)
