"""The parts of the published schemas of formats that reports use, and a checker for them.

Every object is closed: a key that the format does not have is a mistake here, too.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

TEXT: Any = {"type": str}
LINE: Any = {"type": int, "minimum": 1}
#: a URI reference: nothing in it that has to be escaped (RFC 3986)
URI: Any = {"type": str, "pattern": r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+"}
ANY: Any = {}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> Any:
    return {"type": dict, "required": required, "optional": optional or {}}


def listed(items: Any) -> Any:
    return {"type": list, "items": items}


def words(*values: str) -> Any:
    return {"type": str, "values": values}


# -- SARIF 2.1.0 (OASIS), sections 3.14 to 3.58 ------------------------------------------------------------------------

LEVEL = words("none", "note", "warning", "error")
MESSAGE = closed({"text": TEXT})
REGION = closed({"startLine": LINE, "startColumn": LINE, "endLine": LINE, "endColumn": LINE})
ARTIFACT = closed({"uri": URI})
PHYSICAL = closed({"artifactLocation": ARTIFACT}, {"region": REGION})
LOCATION = closed({"physicalLocation": PHYSICAL}, {"logicalLocations": listed(closed({"fullyQualifiedName": TEXT}))})
RELATED = closed({"physicalLocation": PHYSICAL, "id": {"type": int, "minimum": 0}, "message": MESSAGE})
REPLACEMENT = closed({"deletedRegion": REGION, "insertedContent": closed({"text": TEXT})})
CHANGE = closed({"artifactLocation": ARTIFACT, "replacements": listed(REPLACEMENT)})
SARIF = closed({
    "$schema": TEXT,
    "version": words("2.1.0"),
    "runs": listed(closed({
        "tool": closed({"driver": closed({
            "name": TEXT,
            "version": TEXT,
            "rules": listed(closed(
                {
                    "id": TEXT,
                    "name": TEXT,
                    "shortDescription": MESSAGE,
                    "defaultConfiguration": closed({"level": LEVEL}),
                },
                {"help": closed({"text": TEXT, "markdown": TEXT}), "helpUri": URI},
            )),
        })}),
        "columnKind": words("utf16CodeUnits", "unicodeCodePoints"),
        "invocations": listed(closed({
            "executionSuccessful": {"type": bool},
            "toolExecutionNotifications": listed(
                closed({"level": LEVEL, "message": MESSAGE, "locations": listed(LOCATION)})
            ),
        })),
        "results": listed(closed(
            {
                "ruleId": TEXT,
                "ruleIndex": {"type": int, "minimum": 0},
                "level": LEVEL,
                "message": MESSAGE,
                "locations": listed(LOCATION),
                "partialFingerprints": ANY,
                "suppressions": listed(closed(
                    {"kind": words("inSource", "external"), "status": words("accepted", "underReview", "rejected")},
                    {"justification": TEXT, "location": LOCATION},
                )),
                "properties": ANY,
            },
            {
                "relatedLocations": listed(RELATED),
                "fixes": listed(closed({"description": MESSAGE, "artifactChanges": listed(CHANGE), "properties": ANY})),
            },
        )),
        "properties": ANY,
    })),
})  # fmt: skip

# -- GitLab code quality -----------------------------------------------------------------------------------------------

GITLAB = listed(closed({
    "description": TEXT,
    "check_name": TEXT,
    "fingerprint": TEXT,
    "severity": words("info", "minor", "major", "critical", "blocker"),
    "location": closed({"path": TEXT, "lines": closed({"begin": LINE}, {"end": LINE})}),
}, {"content": closed({"body": TEXT})}))  # fmt: skip

# -- Reviewdog Diagnostic Format ---------------------------------------------------------------------------------------

RANGE = closed({"start": closed({"line": LINE, "column": LINE})}, {"end": closed({"line": LINE, "column": LINE})})
RDJSON = closed({
    "source": closed({"name": TEXT}, {"url": TEXT}),
    "diagnostics": listed(closed(
        {
            "message": TEXT,
            "location": closed({"path": TEXT}, {"range": RANGE}),
            "severity": words("ERROR", "WARNING", "INFO"),
        },
        {"code": closed({"value": TEXT}, {"url": TEXT}), "suggestions": listed(closed({"range": RANGE, "text": TEXT}))},
    )),
})  # fmt: skip


# -- JUnit, as Jenkins' xunit plugin validates it (junit-10.xsd), and Checkstyle as it writes it -------------------

#: element -> its attributes that must be there, those that may be, and its children
Elements = dict[str, tuple[set[str], set[str], set[str]]]

_OUTCOME: tuple[set[str], set[str], set[str]] = (set(), {"type", "message"}, set())
JUNIT: Elements = {
    "testsuites": (set(), {"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "group", "file", "log", "url"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"classname", "time", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": _OUTCOME,
    "error": _OUTCOME,
    "skipped": _OUTCOME,
    "system-out": (set(), set(), set()),
}
CHECKSTYLE: Elements = {
    "checkstyle": ({"version"}, set(), {"file", "exception"}),
    "file": ({"name"}, set(), {"error", "exception"}),
    "error": ({"line", "severity", "message", "source"}, {"column"}, set()),
}


def xml_faults(parent: Element, elements: Elements) -> list[str]:
    """What of an element, and of all in it, does not fit a schema."""
    required, optional, children = elements[parent.tag]
    there = set(parent.keys())
    found = [f"{parent.tag}: no {name}" for name in required - there]
    found += [f"{parent.tag}: {name} is unknown" for name in there - required - optional]
    for child in parent:
        if child.tag in children:
            found += xml_faults(child, elements)
        else:
            found.append(f"{parent.tag}: a {child.tag} in it")
    return found


def faults(value: Any, schema: Any, at: str = "$") -> list[str]:
    """What of a document does not fit a schema."""
    if "type" not in schema:
        return []
    if type(value) is not schema["type"]:
        return [f"{at}: {value!r} is not {schema['type'].__name__}"]
    if isinstance(value, dict):
        known = {**schema["required"], **schema["optional"]}
        missing = [f"{at}: {key} is missing" for key in schema["required"] if key not in value]
        strange = [f"{at}: {key} is unknown" for key in value if key not in known]
        inside = [each for key in value if key in known for each in faults(value[key], known[key], f"{at}.{key}")]
        return missing + strange + inside
    if isinstance(value, list):
        return [each for place, item in enumerate(value) for each in faults(item, schema["items"], f"{at}[{place}]")]
    if "minimum" in schema and value < schema["minimum"]:
        return [f"{at}: {value} is too small"]
    if "values" in schema and value not in schema["values"]:
        return [f"{at}: {value!r} is not one of {schema['values']}"]
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        return [f"{at}: {value!r} is malformed"]
    return []
