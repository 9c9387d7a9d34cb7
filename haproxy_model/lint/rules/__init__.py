"""The rules, a module for each family of codes."""

from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import availability, checks, galera, logging, openstack, timeouts

#: Every rule there is, in the order in which they run.
RULES: tuple[LintRule, ...] = (
    galera.multiple_active_servers,
    galera.all_backups,
    galera.mysql_check_on_http_port,
    galera.sessions_survive_mark_down,
    checks.server_without_check,
    checks.conflicting_check_options,
    checks.httpchk_plain_to_tls_port,
    openstack.httpchk_on_excluded_service,
    availability.duplicate_bind,
    timeouts.missing_timeouts,
    logging.log_global_without_target,
)
