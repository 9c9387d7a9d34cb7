"""The lines of a SPOE file, which `filter spoe config FILE` names: doc/SPOE.txt.

Another parser with another table of sections reads that file, so `keywords` does not hold these rows.
`check` says of such lines where they belong; it does not read SPOE files.
"""

from functools import partial
from typing import Final

from haproxy_model.schema.rows import Keyword

#: The words that open a section there.
SPOE_SECTIONS: Final = ("spoe-agent", "spoe-message", "spoe-group")

_row = partial(Keyword, manual="doc/SPOE.txt")

SPOE: Final[tuple[Keyword, ...]] = (
    _row("messages", "<name:spoe_message_ref>+", "spoe-agent"),
    _row("groups", "<name:spoe_group_ref>+", "spoe-agent"),
    _row("use-backend", "<backend:backend_ref>", "spoe-agent"),
    _row(
        "log",
        "{global|<target:log_target> [len <length:int>] [format <format:enum_log_format>] [sample "
        "<sample:log_sample>] [profile <profile:log_profile_ref>] <facility:enum_log_facility> "
        "[<level:enum_log_level>] [<minlevel:enum_log_level>]}",
        "spoe-agent",
    ),
    _row("maxconnrate", "<n:int>", "spoe-agent"),
    _row("maxerrrate", "<n:int>", "spoe-agent"),
    _row("max-frame-size", "<n:int>", "spoe-agent"),
    _row("max-waiting-frames", "<n:int>", "spoe-agent"),
    _row("register-var-names", "<name:string>+", "spoe-agent"),
    _row("option async", sections="spoe-agent", prefixes="no"),
    _row("option pipelining", sections="spoe-agent", prefixes="no"),
    _row("option send-frag-payload", sections="spoe-agent", prefixes="no"),
    _row("option continue-on-error", sections="spoe-agent"),
    _row("option dontlog-normal", sections="spoe-agent", prefixes="no"),
    _row("option force-set-var", sections="spoe-agent"),
    _row("option var-prefix", "<name:string>", "spoe-agent"),
    _row("option set-on-error", "<name:string>", "spoe-agent"),
    _row("option set-process-time", "<name:string>", "spoe-agent"),
    _row("option set-total-time", "<name:string>", "spoe-agent"),
    _row("timeout hello", "<time:duration>", "spoe-agent"),
    _row("timeout idle", "<time:duration>", "spoe-agent"),
    _row("timeout processing", "<time:duration>", "spoe-agent"),
    _row("messages", "<name:spoe_message_ref>+", "spoe-group"),
    _row("args", "[<arg:named_sample_expr>]+", "spoe-message"),
    _row("acl", "<name:acl_name> <criterion:sample_expr> <value:acl_value>*", "spoe-message"),
    _row(
        "event",
        "{on-client-session|on-server-session|on-frontend-tcp-request|on-backend-tcp-request|"
        "on-tcp-response|on-frontend-http-request|on-backend-http-request|on-http-response} [@cond]",
        "spoe-message",
    ),
)
