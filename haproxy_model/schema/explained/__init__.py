"""What is known of each kind of message of `check`, in words: the parts that the docstrings of rules have.

`In` names the surroundings of the examples, `Version` the release that they are for where it is not all of them.
`Says` is the core of what HAProxy says of the bad one.
"""

from __future__ import annotations

from typing import Final

from haproxy_model.schema.explained.addressed_lines import ADDRESSED_LINES
from haproxy_model.schema.explained.complete_proxies import COMPLETE_PROXIES
from haproxy_model.schema.explained.given_arguments import GIVEN_ARGUMENTS
from haproxy_model.schema.explained.heard_programs import HEARD_PROGRAMS
from haproxy_model.schema.explained.known_keywords import KNOWN_KEYWORDS
from haproxy_model.schema.explained.matching_words import MATCHING_WORDS
from haproxy_model.schema.explained.ordered_rules import ORDERED_RULES
from haproxy_model.schema.explained.written_lines import WRITTEN_LINES

#: name of a kind of message -> what is known of it
EXPLAINED: Final[dict[str, str]] = {
    **WRITTEN_LINES,
    **KNOWN_KEYWORDS,
    **ORDERED_RULES,
    **COMPLETE_PROXIES,
    **GIVEN_ARGUMENTS,
    **ADDRESSED_LINES,
    **MATCHING_WORDS,
    **HEARD_PROGRAMS,
}
