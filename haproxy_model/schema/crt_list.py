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
#: What the options of `load` lines do, as `Parameter.summary` says it.
_SUMMARIES: Final = {
    "crt": "PEM file of the certificate, perhaps with its key and the CAs between",
    "key": "PEM file of the private key; wins over one in `crt`",
    "ocsp": "file of the OCSP response to send along, in DER",
    "issuer": "PEM file of the CA that issued the certificate, for OCSP",
    "sctl": "file of signed certificate timestamps (Certificate Transparency)",
    "ocsp-update": "whether HAProxy fetches new OCSP responses by itself: on or off (the default)",
    "alias": "name by which the configuration refers to the certificate, behind @/",
    "acme": "`acme` section by which the certificate is obtained and renewed",
    "domains": "host names of the certificate that ACME obtains, with commas between",
    "ips": "IP addresses of the certificate that ACME obtains, with commas between",
    "jwt": "whether converters may use the certificate for JSON Web Tokens: on or off (the default)",
    "generate-dummy": "whether a key and a self-signed certificate are made at start: on or off (the default)",
    "keytype": "kind of the key that `generate-dummy` makes: RSA (the default) or ECDSA",
    "bits": "bits of the RSA key that `generate-dummy` makes; 2048 by default",
}
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
        options[name] = Parameter(
            name, arguments, since, ssl_only=True, feature="OPENSSL", manual="12.7", summary=_SUMMARIES.get(name, "")
        )
    return {**options, **{row.name: row for row in BIND if row.name in OF_BIND}}
