"""The options of a certificate in a crt-list file and on a `ssl-f-use` line: manual 5.1 "crt-list", 12.7 "load".

They are parameters of `bind` lines and words of `load` lines, and are said there: here are the names of the former.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from haproxy_model.schema.bind import BIND
from haproxy_model.schema.enumerations import YOUNG
from haproxy_model.schema.keywords_other import OTHER
from haproxy_model.schema.rows import Parameter

#: The parameters of `bind` that a single certificate may have.
OF_BIND: Final = (
    "allow-0rtt", "alpn", "ca-file", "ca-verify-file", "ciphers", "ciphersuites", "client-sigalgs", "crl-file",
    "curves", "ecdhe", "ktls", "no-alpn", "no-ca-names", "npn", "sigalgs", "ssl-max-ver", "ssl-min-ver", "verify",
)  # fmt: skip

#: First releases of options that a `load` line has had for a longer or shorter time.
_SINCE: Final = {"ocsp-update": "2.8"}
#: What types of a signature are called where parameters have them.
_TYPES: Final = {"file": "file_path", "acme_ref": "acme_section_name"}
_OPTION: Final = r"\[?([a-z-]+) (?:<[^:>]*:([^>]*)>|\{([^}]*)\})"


@cache
def crt_list_options() -> dict[str, Parameter]:
    """Name to option; of a name that both kinds of lines have, the parameter of `bind`."""
    (load,) = (row for row in OTHER if row.name == "load")
    young = {word: row.since for row in YOUNG if row.keyword == load.name for word in row.choices.split()}
    options: dict[str, Parameter] = {}
    for name, kind, choices in re.findall(_OPTION, load.arguments):
        arguments = f"enum:{choices}" if choices else _TYPES.get(kind, kind)
        since = _SINCE.get(name, young.get(name, load.since))
        options[name] = Parameter(name, arguments, since, ssl_only=True, feature="OPENSSL", manual="12.7")
    return {**options, **{row.name: row for row in BIND if row.name in OF_BIND}}
