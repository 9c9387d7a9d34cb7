"""The lines of a SPOE file, which `filter spoe config FILE` names: doc/SPOE.txt.

Another parser with another table of sections reads that file, so `keywords` does not hold these rows.
`check` says of such lines where they belong; it does not read SPOE files.
"""

from functools import partial
from typing import Final

from haproxy_model.schema import signatures
from haproxy_model.schema.rows import Keyword

#: The words that open a section there.
SPOE_SECTIONS: Final = ("spoe-agent", "spoe-message", "spoe-group")

_row = partial(Keyword, manual="doc/SPOE.txt")
_agent = partial(_row, sections="spoe-agent")

SPOE: Final[tuple[Keyword, ...]] = (
    _agent("messages", "<name:spoe_message_ref>+"),
    _agent("groups", "<name:spoe_group_ref>+"),
    _agent("use-backend", "<backend:backend_ref>"),
    _agent("log", signatures.LOG),
    _agent("maxconnrate", "<n:int>"),
    _agent("maxerrrate", "<n:int>"),
    _agent("max-frame-size", "<n:int>"),
    _agent("max-waiting-frames", "<n:int>"),
    _agent("register-var-names", "<name:string>+"),
    _agent("option async", prefixes="no"),
    _agent("option pipelining", prefixes="no"),
    _agent("option send-frag-payload", prefixes="no"),
    _agent("option continue-on-error"),
    _agent("option dontlog-normal", prefixes="no"),
    _agent("option force-set-var"),
    _agent("option var-prefix", "<name:string>"),
    _agent("option set-on-error", "<name:string>"),
    _agent("option set-process-time", "<name:string>"),
    _agent("option set-total-time", "<name:string>"),
    _agent("timeout hello", "<time:duration>"),
    _agent("timeout idle", "<time:duration>"),
    _agent("timeout processing", "<time:duration>"),
    _row("messages", "<name:spoe_message_ref>+", "spoe-group"),
    _row("args", "[<arg:named_sample_expr>]+", "spoe-message"),
    _row("acl", signatures.ACL, "spoe-message"),
    _row("event", "{on-client-session|on-server-session|on-frontend-tcp-request|on-backend-tcp-request|"
        "on-tcp-response|on-frontend-http-request|on-backend-http-request|on-http-response} [@cond]", "spoe-message"),
)  # fmt: skip
