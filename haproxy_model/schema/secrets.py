"""Which words are secrets by their place: passwords, keys, values of `Authorization` headers and of cookies (manual
3.4, 4.2, 5, 7.3).

Names of files, users, groups and userlists are none.  What reads a line by these tables is `model.secrets`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

#: What stands in the place of a secret, whatever its length.
MASK: Final = "***"

#: How secrets stand behind the first word of a line: every word is one; a user with a password behind a colon; as in a
#: userlist; a name and a value, which is one if the name looks so; among the words of a rule, or of a health check.
Manner = Literal["every word", "account", "user", "named", "rule", "check"]

#: First word of a line -> how secrets stand behind it.
LINES: Final[Mapping[str, Manner]] = MappingProxyType(
    {
        "user": "user",
        "stats": "account",
        **dict.fromkeys(("dynamic-cookie-key", "cluster-secret"), "every word"),
        **dict.fromkeys(("setenv", "presetenv", "set-param", "set-var", "set-var-fmt"), "named"),
        **dict.fromkeys(("http-request", "http-response", "http-after-response", "http-error"), "rule"),
        **dict.fromkeys(("tcp-request", "tcp-response", "redirect"), "rule"),
        **dict.fromkeys(("http-check", "tcp-check", "option", "acme-vars", "command"), "check"),
    }
)

#: First words of lines that may have any words, those that introduce secrets on others too.
ANY_WORDS: Final = frozenset(("acl", "description"))

#: The second word of the `stats` line that has an account.
ACCOUNT: Final = "auth"

#: Words of a `user` line that say what the next one is -> whether that is a secret.
USER_WORDS: Final[Mapping[str, bool]] = MappingProxyType({"password": True, "insecure-password": True, "groups": False})

#: Parameters of `server` and `bind` lines whose value is a secret.
PARAMETERS: Final = frozenset(("ca-sign-pass", "tcp-md5sig"))

#: Headers whose value is a secret.
HEADERS: Final = frozenset(("authorization", "proxy-authorization"))
#: Headers whose value is a secret where they stand as headers: elsewhere their names are words like any.
COOKIES: Final = frozenset(("cookie", "set-cookie"))
#: The word of a redirect behind which a cookie stands with its value.
SENT_COOKIE: Final = "set-cookie"
#: Words that stand before a header and its value.
BEFORE_HEADERS: Final = frozenset(("add-header", "early-hint", "hdr", "replace-header", "replace-value", "set-header"))

_ARGUMENTS = """
body body-lf comment content-type errorfile file hdr lf-file lf-string linger meth proto status string uri uri-lf ver
"""
#: Words of rules and checks at which the value of a header is at its end.
AFTER_HEADERS: Final = frozenset(_ARGUMENTS.split())

#: Converters with a key -> the place of its argument; those behind it go with it.
CONVERTERS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("aes_cbc_dec", "aes_cbc_enc", "aes_gcm_dec", "aes_gcm_enc", "hmac", "jwt_verify"), 1),
        **dict.fromkeys(("jwt_decrypt_jwk", "jwt_decrypt_secret"), 0),
    }
)
#: How the names of files end that hold such a key.
KEY_FILES: Final = (".cer", ".crt", ".der", ".jwk", ".key", ".pem", ".pub")
#: Fetches that are a constant.
CONSTANTS: Final = ("bin", "str")
_MATCHED = "(?:_(?:beg|dir|dom|end|reg|sub))?"
_HEADER = rf"[\"']?(?:{'|'.join(sorted(HEADERS | COOKIES))})[\"',)\s]"
_COOKIE = rf"(?:req\.|res\.|s)?cook(?:{_MATCHED}|_val)\("
#: What fetches a secret that a client presents: patterns that it is compared with are secrets too.
PRESENTED: Final = rf"http_auth_(?:bearer|pass)\b|(?:re[qs]\.)?[fs]?hdr{_MATCHED}\(\s*{_HEADER}|{_COOKIE}"

#: Commands by which protocols log in, of what TCP checks send.
LOGINS: Final = ("auth", "login", "pass")

_SECRETIVE: Final = (
    r"passw|passphrase|secret|token|credential|(?:access|api|cookie|encryption|master|private|signing)[_.-]?key"
    r"|(?:^|[_.-])(?:pass|pwd|psk)(?:$|[_.-])"
)

_SIGNS = "user stats pass auth secret token credential key pwd psk md5sig hmac aes_ jwt :// login tcp-check cook"
#: Without one of these, in small letters, no line has a secret: looking for them is quicker.
SIGNS: Final = tuple(_SIGNS.split())


def names_secret(name: str) -> bool:
    """Whether a variable or header of this name has a secret: `DB_PASSWORD`, `X-Auth-Token`, `HTTP_AUTHORIZATION`."""
    variable = name.lower().replace("_", "-")
    header = variable.removeprefix("http-")
    is_cookie = header in COOKIES and header != variable
    return header in HEADERS or is_cookie or re.search(_SECRETIVE, name, re.IGNORECASE) is not None
