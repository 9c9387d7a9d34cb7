"""What `check` says of a configuration, without what comments in it suppress."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from haproxy_model.diagnostics import Report
from haproxy_model.model.comments import MARKER
from haproxy_model.model.config import Config
from haproxy_model.verdicts.judgement import check_config


def checked(
    config: Config,
    *,
    version: str,
    environment: Mapping[str, str] | None,
    features: Collection[str] | None,
    files: str | None,
) -> Report:
    """The report of `hm.check`, which documents the arguments."""
    report = check_config(config, version=version, environment=environment, features=features, files=files)
    if not report.diagnostics or not any(MARKER in text for _, text in report._texts):
        return report
    from haproxy_model.lint.suppressions import without_suppressed

    return without_suppressed(report, config)
