"""Variables on which it hangs whether HAProxy takes a file, where nobody knows its environment."""

from __future__ import annotations

from haproxy_model.diagnostics import Diagnostic
from haproxy_model.model.derived import DerivedLine
from haproxy_model.model.places import places_of
from haproxy_model.model.unreadable import section_title
from haproxy_model.schema.codes import CODES
from haproxy_model.verdicts.finding import Judged, how_to_set
from haproxy_model.verdicts.judgement import judge_active
from haproxy_model.views.active import active_of


def unset_variables(judged: Judged) -> list[Diagnostic]:
    """One message for each variable without which HAProxy refuses a line; none where the environment is known.

    Args:
        judged: what is said of the configuration where nobody knows the environment.
    """
    active = judged.active
    if active.environment is not None or not any("$" in text for text in active.texts):
        return []
    bare = active_of(active.config, version=active.version, environment={}, features=active._features)
    if not any(line._uses for line in bare.filled if isinstance(line, DerivedLine)):
        return []
    places, code = places_of(active.config), CODES["unset-variable"]
    return [
        Diagnostic(
            code.code,
            code.name,
            code.severity,
            code.fatal,
            f"HAProxy refuses this line if `${{{name}}}` is not set: {how_to_set(name)}",
            places.word_span(line, place),
            section_title(line._section),
        )
        for name, (line, place) in judge_active(bare).unset.items()
        if id(line) not in judged.refused
    ]
