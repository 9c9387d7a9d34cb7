"""The directives that may stand on any line, whatever the section: manual 2.4, "Conditional blocks"."""

from functools import partial
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import Keyword

_row = partial(Keyword, manual="2.4")

DIRECTIVES: Final[tuple[Keyword, ...]] = (
    _row(".if", "<condition:cond_expr>", repeatable=True),
    _row(".elif", "<condition:cond_expr>", repeatable=True),
    _row(".else", repeatable=True),
    _row(".endif", repeatable=True),
    _row(".diag", "<message:string>", repeatable=True),
    _row(".notice", "<message:string>", repeatable=True),
    _row(".warning", "<message:string>", repeatable=True),
    _row(".alert", "<message:string>", repeatable=True),
)


class Predicate(NamedTuple):
    """One predicate of a condition."""

    #: Its name, which parentheses follow.
    name: str
    #: How many arguments it takes.
    arguments: int = 1
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""


#: name -> the predicate.
PREDICATES: Final[dict[str, Predicate]] = {
    row.name: row
    for row in (
        Predicate("defined"),
        Predicate("feature"),
        Predicate("streq", 2),
        Predicate("strneq", 2),
        Predicate("strstr", 2, since="2.8"),
        Predicate("version_atleast"),
        Predicate("version_before"),
        Predicate("enabled", since="2.8"),
        Predicate("openssl_version_atleast", since="2.5"),
        Predicate("openssl_version_before", since="2.5"),
        Predicate("ssllib_name_startswith", since="2.5"),
        Predicate("awslc_api_atleast", since="3.3"),
        Predicate("awslc_api_before", since="3.3"),
    )
}
