"""The names that other tools rely on: adding or removing one is an edit of this list, on purpose."""

import subprocess
import sys

import haproxy_model as hm

SURFACE = [
    "Acl",
    "Acme",
    "Action",
    "Address",
    "AlreadyPlaced",
    "Assumption",
    "Backend",
    "Balance",
    "Bind",
    "Cache",
    "Call",
    "Capture",
    "Condition",
    "Config",
    "Cookie",
    "CrtStore",
    "DefaultBackend",
    "DefaultServer",
    "Defaults",
    "Diagnostic",
    "Directive",
    "Duration",
    "Dynamic",
    "Edit",
    "Effective",
    "EffectiveServer",
    "EnvironmentLine",
    "ErrorFile",
    "Event",
    "Expandable",
    "Expression",
    "Failover",
    "FcgiApp",
    "File",
    "FileChanged",
    "Files",
    "Filter",
    "Finding",
    "Fix",
    "Frontend",
    "Global",
    "Group",
    "HaproxyModelError",
    "HashType",
    "HealthChange",
    "HealthCheck",
    "HealthState",
    "HttpAfterResponseRule",
    "HttpCheck",
    "HttpError",
    "HttpErrors",
    "HttpRequestRule",
    "HttpResponseRule",
    "InvalidValue",
    "Item",
    "Line",
    "LintContext",
    "LintRule",
    "Linted",
    "Listen",
    "Log",
    "LogForward",
    "LogFormat",
    "LogProfile",
    "Mailer",
    "Mailers",
    "Members",
    "Mended",
    "Mention",
    "Mode",
    "NamespaceList",
    "Nameserver",
    "Option",
    "Origin",
    "Param",
    "Part",
    "Peer",
    "Peers",
    "Preamble",
    "Program",
    "Proof",
    "Proxy",
    "QuicInitialRule",
    "Redirect",
    "Related",
    "Report",
    "Resolvers",
    "Ring",
    "Section",
    "Server",
    "ServerTemplate",
    "SeveralFiles",
    "Setting",
    "Severity",
    "Size",
    "Span",
    "Statement",
    "Stats",
    "StatsSocket",
    "StickRule",
    "StickTable",
    "Suppression",
    "Symbol",
    "Symbols",
    "Target",
    "TcpCheck",
    "TcpRequestRule",
    "TcpResponseRule",
    "Term",
    "Timeout",
    "Traces",
    "Tune",
    "UnknownName",
    "Unread",
    "Unreadable",
    "Unwritable",
    "UpgradeStep",
    "Upgraded",
    "UseBackend",
    "UseServer",
    "User",
    "Userlist",
    "VERSIONS",
    "Value",
    "Written",
    "check",
    "differences",
    "equivalent",
    "failover",
    "lint_many",
    "mend",
    "parse",
    "parse_file",
    "parse_files",
    "rules",
    "upgrade",
    "validate",
    "validate_controllers",
]


def test_the_public_surface_is_pinned() -> None:
    assert sorted(hm.__all__) == sorted(SURFACE)


def test_every_public_name_exists() -> None:
    missing = [name for name in SURFACE if getattr(hm, name, None) is None]

    assert not missing


def test_every_public_name_is_documented() -> None:
    silent = [name for name in SURFACE if not getattr(hm, name).__doc__]

    assert not silent


def test_check_stays_the_function_when_its_room_was_imported_first() -> None:
    program = "import haproxy_model.verdicts.judgement; import haproxy_model as hm; hm.check(hm.parse(b''))"

    subprocess.run([sys.executable, "-c", program], check=True)


def test_importing_the_library_alone_loads_nothing_heavy() -> None:
    program = "import sys, haproxy_model; print([m for m in ('attr', 'lark', 'click', 'rich') if m in sys.modules])"

    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert answer.stdout == "[]\n"
