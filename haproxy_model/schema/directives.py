"""The directives that may stand on any line, whatever the section: manual 2.4, "Conditional blocks".

Several terms, `!` and parentheses in a condition exist since 2.5; HAProxy 2.4 reads the first word after `.if` only.
"""

from functools import partial
from typing import Final

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
