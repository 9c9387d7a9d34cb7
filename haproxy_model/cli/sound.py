"""Whether selectors and options of the command line mean something, asked before any file is read."""

from __future__ import annotations

from haproxy_model.errors import InvalidValue
from haproxy_model.schema.codes import CODES
from haproxy_model.settings.features import require_features
from haproxy_model.settings.settled import Settled
from haproxy_model.verdicts.selection import matches


def require_sound(settings: Settled, *, rules: bool) -> None:
    """Refuse selectors and options that mean nothing.

    Args:
        settings: what the command line says.
        rules: whether the lint rules run.

    Raises:
        InvalidValue: a selector matches nothing that is ever said, or an option or a feature is unknown.
    """
    require_features(settings.without)
    if rules:
        from haproxy_model.lint.preferences import Options
        from haproxy_model.lint.selected import require_selectors
        from haproxy_model.settings.asking import added_rules

        require_selectors(settings.selection.selectors, added_rules(settings))
        Options(settings.options)
        return
    for each in settings.selection.selectors:
        if not any(matches(each, row.code, row.name) for row in CODES.values()):
            raise InvalidValue(f"{each!r} is not a code, name or prefix of anything that `check` says")
