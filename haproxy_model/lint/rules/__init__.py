"""The rules, a module for each family of codes."""

from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import (
    availability,
    check_ports,
    check_requests,
    check_timing,
    checks,
    galera,
    logging,
    openstack,
    timeouts,
)

#: Every rule there is, in the order in which they run.
RULES: tuple[LintRule, ...] = (
    galera.multiple_active_servers,
    galera.all_backups,
    galera.mysql_check_on_http_port,
    galera.sessions_survive_mark_down,
    checks.server_without_check,
    checks.check_option_without_check,
    check_requests.http_check_rules_ignored,
    checks.conflicting_check_options,
    check_requests.httpchk_request_overridden,
    check_ports.httpchk_plain_to_tls_port,
    check_ports.ssl_server_check_port_drops_tls,
    check_requests.httpchk_http11_without_host,
    check_requests.weak_http_expect,
    check_requests.tcp_check_without_expect,
    check_timing.detection_budget,
    check_timing.flapping_prone_check,
    check_timing.check_interval_extreme,
    check_timing.timeout_check_larger_than_inter,
    check_requests.external_check_insecure,
    check_requests.disable_on_404_with_single_writer_or_no_404,
    checks.check_hidden_by_default_server_order,
    check_ports.check_port_of_other_service,
    check_ports.send_proxy_check_mismatch,
    openstack.httpchk_on_excluded_service,
    availability.duplicate_bind,
    timeouts.missing_timeouts,
    logging.log_global_without_target,
)
