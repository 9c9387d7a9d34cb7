"""One fix applied alone: it and nothing else, only where it was found, and refused without a trace elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import haproxy_model as hm
from haproxy_model.diagnostics import Edit, Fix
from haproxy_model.lint.rules import RULES
from tests.lint.findings import DEFAULTS
from tests.lint.test_guards import ALL, GALERA

TEXT = DEFAULTS + "listen l\n mode http\n bind :1\n acl a src 192.0.2.1\n acl b src 192.0.2.2\n server s 192.0.2.1:80\n"


def made_by_hand(text: str, fix: Fix) -> str:
    """The text with the edits of a fix, from the last to the first."""
    content = text.encode()
    for edit in sorted(fix.edits, key=lambda each: (each.start, each.end), reverse=True):
        content = content[: edit.start] + edit.text.encode() + content[edit.end :]
    return content.decode()


def unused(config: hm.Config) -> list[hm.Diagnostic]:
    return [each for each in hm.validate(config) if each.code == "REF008"]


@pytest.mark.parametrize("text", [TEXT, DEFAULTS + GALERA, DEFAULTS + ALL, *(rule.example("Bad") for rule in RULES)])
def test_each_fix_alone_makes_its_edits_and_no_others(text: str) -> None:
    config = hm.parse(text)
    for finding in hm.validate(config):
        if finding.fix is None:
            continue
        after = made_by_hand(text, finding.fix)
        if hm.check(hm.parse(after)).fatal and not hm.check(config).fatal:
            continue
        for only in (finding, finding.fix):
            mended = hm.mend(config, only=only, unsafe=True)

            assert mended.config.dumps() == after
            assert [each.fix for each in mended.applied] == [finding.fix]
            assert list(mended.report) == list(hm.validate(mended.config))
    assert config.dumps() == text


def test_the_other_of_two_alike_stays() -> None:
    config = hm.parse(TEXT)
    first, second = unused(config)
    mended = hm.mend(config, only=second, unsafe=True)

    assert mended.config.dumps() == TEXT.replace(" acl b src 192.0.2.2\n", "")
    assert unused(mended.config) == [first]


EDITS: dict[str, Callable[[hm.Config], object]] = {
    "a line above it": lambda config: config.listens[0].lines.insert(0, "# new"),
    "the line itself": lambda config: setattr(config.listens[0].acls[0], "comment", "used one day"),
    "the line is gone": lambda config: config.listens[0].acls.pop(0),
    "its cause is gone": lambda config: config.listens[0].statements.append("http-request deny if a"),
}


@pytest.mark.parametrize("what", EDITS)
@pytest.mark.parametrize("of", [lambda finding: finding, lambda finding: finding.fix], ids=["finding", "fix"])
def test_a_fix_of_other_bytes_is_refused(what: str, of: Callable[[hm.Diagnostic], hm.Diagnostic | hm.Fix]) -> None:
    config = hm.parse(TEXT)
    finding = unused(config)[0]
    EDITS[what](config)
    before = config.dump()

    with pytest.raises(hm.InvalidValue, match="validate it again"):
        hm.mend(config, only=of(finding), unsafe=True)
    assert config.dump() == before


def test_a_fix_of_another_file_is_refused() -> None:
    finding = unused(hm.parse(TEXT, "a.cfg"))[0]

    with pytest.raises(hm.InvalidValue):
        hm.mend(hm.parse(TEXT, "b.cfg"), only=finding, unsafe=True)


def test_an_edit_elsewhere_below_does_not_matter() -> None:
    config = hm.parse(TEXT)
    finding = unused(config)[0]
    config.listens[0].servers.append("server s2 192.0.2.2:80")

    mended = hm.mend(config, only=finding.fix, unsafe=True)
    assert mended.config.dumps() == config.dumps().replace(" acl a src 192.0.2.1\n", "")


def test_an_unsafe_one_has_to_be_allowed() -> None:
    config = hm.parse(TEXT)

    with pytest.raises(hm.InvalidValue, match="allow it with unsafe=True"):
        hm.mend(config, only=unused(config)[0])


def test_a_finding_without_a_fix_and_one_made_by_hand_are_refused() -> None:
    config = hm.parse(TEXT)
    none = next(each for each in hm.validate(config) if each.fix is None)

    with pytest.raises(hm.InvalidValue, match="has no fix"):
        hm.mend(config, only=none)
    with pytest.raises(hm.InvalidValue, match="validate it again"):
        hm.mend(config, only=Fix("all", "safe", (Edit(None, 0, 5, ""),)))


@pytest.mark.parametrize("wrong", ["REF008", 1, [], True])
def test_what_is_neither_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="finding of `validate`"):
        hm.mend(hm.parse(TEXT), only=wrong)  # type: ignore[arg-type]  # the mistake
