"""By what a pipeline knows a finding again when lines move: path, code, section, the text of its line, and the how
manyth of these it is.  Secrets are masked before anything is made of them."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from haproxy_model.model.masking import masked_line
from haproxy_model.report.told import Told


class Fingerprints:
    """Fingerprints of the findings of a run, each given once."""

    def __init__(self) -> None:
        self._given: Counter[tuple[str, ...]] = Counter()

    def of(self, each: Told) -> str:
        """The fingerprint of the next finding."""
        line = ""
        if each.result is not None and each.span is not None:
            line = "".join(each.result.lines(each.span.file)[each.span.line - 1 : each.span.line])
        section = each.diagnostic.section if each.diagnostic is not None else None
        key = (each.path, each.code, section or "", masked_line(line).strip())
        self._given[key] += 1
        text = "\0".join((*key, str(self._given[key])))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
