"""The XML of JUnit: a suite for each configuration, a case for each finding; those below `--fail-on` pass.

What is suppressed is a skipped case.  The first case is the verdict, unless a finding that is shown says it.
A case has no file of its own in the schema that Jenkins validates: its class is the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO
from xml.etree.ElementTree import Element

from haproxy_model.report import Failure, Found, Result
from haproxy_model.report.markup import element, write_document
from haproxy_model.report.told import REFUSED, Named, Told, hidden_refusal, path_of, told, told_of
from haproxy_model.syntax.text import visible

_VERDICTS = {"accepted": "accepted by HAProxy {}", "unknown": "read for HAProxy {}"}


def write_junit(found: Iterable[Found], stream: TextIO, *, named: Named) -> None:
    """Write the document.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
    """
    suites = [_suite(each, named) for each in found]
    counts = {key: sum(int(suite.attrib[key]) for suite in suites) for key in ("tests", "failures", "errors")}
    write_document(element("testsuites", *suites, name="haproxy-model", **counts), stream)


def _suite(each: Found, named: Named) -> Element:
    cases = list(_unread(each, named) if isinstance(each, Failure) else _cases(each, named))
    kinds = {key: sum(case.find(tag) is not None for case in cases) for key, tag in _COUNTED.items()}
    path = path_of(each.name, named)
    return element("testsuite", *cases, name=path, file=path, tests=len(cases), **kinds)


_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _unread(failure: Failure, named: Named) -> Iterator[Element]:
    for each in told([failure], named):
        yield _case(each, element("error", each.message, type_=each.code, message=each.message))


def _cases(result: Result, named: Named) -> Iterator[Element]:
    path = path_of(result.name, named)
    refusal = hidden_refusal(result)
    if refusal:
        failure = element("failure", refusal, type_=REFUSED, message=refusal)
        yield element("testcase", failure, name="verdict", classname=path)
    elif result.verdict in _VERDICTS:
        words = _VERDICTS[result.verdict].format(result.report.version)
        yield element("testcase", name=words, classname=path)
    for diagnostic in result.report:
        each = told_of(diagnostic, result, named)
        page = [f"see {each.url}"] if each.url is not None else []
        said = "\n".join((_headline(each), *(f"note: {note}" for note in each.notes), *page))
        if diagnostic.fatal or diagnostic.severity >= result.fail_on:
            yield _case(each, _lined(element("failure", type_=each.code, message=each.message), said))
        else:
            yield _case(each, _lined(element("system-out"), said))
    for diagnostic in result.report.suppressed:
        by = diagnostic.suppression
        why = "" if by is None else by.kind + (f": {by.reason}" if by.reason else "")
        yield _case(told_of(diagnostic, result, named), element("skipped", message=f"suppressed by {why}"))


def _case(each: Told, outcome: Element) -> Element:
    line = each.span.line if each.span is not None else None
    place = "" if line is None else f" in line {line}"
    return element("testcase", outcome, name=f"{each.title}{place}", classname=each.path)


def _headline(each: Told) -> str:
    place = "" if each.span is None else f":{each.span.line}:{each.span.column}"
    return f"{each.path}{place}: {each.severity}[{each.code}] {each.message}"


def _lined(parent: Element, text: str) -> Element:
    """An element with lines of text, each escaped."""
    parent.text = "\n".join(map(visible, text.split("\n")))
    return parent
