"""The kit: what this library is tested with, for those who build on it; `pip install 'haproxy-model[testing]'`.

Strategies for Hypothesis: `accepted_configurations` and its parts are accepted by HAProxy, `refused_configurations` are
not; `configurations` are such as people write, `arbitrary_bytes` such as nobody would; `layouts_of` says the same in
another layout; `edited` has had some of `EDITS` done to it.  `values` builds typed values; `laws` are assertions.
"""

try:
    import hypothesis as hypothesis
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    message = "hypothesis is not installed, which the strategies need: pip install 'haproxy-model[testing]'"
    raise ModuleNotFoundError(message, name="hypothesis") from error

from haproxy_model.testing import laws, values
from haproxy_model.testing.accepted_files import accepted_configurations, accepted_sections, accepted_statements
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.layouts import layouts_of
from haproxy_model.testing.links import linked_configs
from haproxy_model.testing.random_edits import EDITS, edited
from haproxy_model.testing.refused import bursts, refused_configurations, refused_lines
from haproxy_model.testing.spellings import arbitrary_bytes

__all__ = [
    "EDITS",
    "accepted_configurations",
    "accepted_sections",
    "accepted_statements",
    "arbitrary_bytes",
    "bursts",
    "configs",
    "edited",
    "laws",
    "layouts_of",
    "linked_configs",
    "refused_configurations",
    "refused_lines",
    "values",
]
