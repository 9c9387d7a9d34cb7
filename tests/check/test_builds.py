"""What a build of HAProxy or its scripts lack: the words of absent features are refused, and nothing else is."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused
from haproxy_model.schema.build_parts import STAND_INS, WITHOUT_EFFECT
from haproxy_model.settings.features import AllBut
from haproxy_model.verdicts.keywords.builds import known_features

NEEDS = {
    "OPENSSL": "http-request set-header X %[ssl_fc_sni,lower]",
    "OT": "filter opentracing config ot.cfg",
    "PROMEX": "http-request use-service prometheus-exporter if TRUE",
    "QUIC": "bind quic4@:443 ssl crt a.pem",
    "WURFL": "acl phone wurfl-get(is_mobile) true",
    "NS": "bind :81 namespace blue",
    "TPROXY": "option transparent",
}


def _missing(text: str, features: object, version: str = "3.2") -> list[tuple[str, int, bool]]:
    report = hm.check(hm.parse(text), version=version, features=features)  # type: ignore[arg-type]
    return [
        (each.name, each.span.line, each.fatal)
        for each in report
        if each.span and each.name in ("missing-feature", "limited-quic")
    ]


@pytest.mark.parametrize("feature", NEEDS)
def test_what_needs_a_feature_is_refused_without_it_and_only_then(feature: str) -> None:
    text = f"{LISTENER} mode http\n {NEEDS[feature]}\n"

    assert _missing(text, AllBut([feature])) == [("missing-feature", 4, True)]
    assert not _missing(text, AllBut([other for other in known_features() if other not in (feature, "OPENSSL")]))
    assert_accepted(text, "3.2")


def test_a_line_that_lacks_a_feature_is_said_once() -> None:
    text = f"{LISTENER} bind quic4@:443 ssl crt a.pem\nglobal\n tune.quic.retry-threshold 5\n"

    assert _missing(text, []) == [("missing-feature", 3, True), ("missing-feature", 5, True)]


SCRIPTED = (
    "http-request lua.check",
    "http-request use-service lua.page",
    "http-request set-header X %[lua.size,lower]",
    "acl a src,lua.known",
    "http-request set-dst lua.address",
)


@pytest.mark.parametrize("line", SCRIPTED)
def test_what_a_script_brings_wants_a_script(line: str) -> None:
    text = f"{LISTENER} mode http\n {line}\n"

    assert_refused(text, "unknown-script-name", 4)
    for load in ("lua-load", "lua-load-per-thread"):
        loaded = f"global\n {load} a.lua\n{text}"
        assert_accepted(loaded)
        assert _missing(loaded, AllBut(["LUA"])) == [("missing-feature", 2, True), ("missing-feature", 6, True)]


def test_any_library_compresses() -> None:
    text = f"{LISTENER} compression algo identity gzip\n"

    assert _missing(text, AllBut(["SLZ", "ZLIB"])) == [("missing-feature", 3, True)]
    assert not _missing(text, AllBut(["SLZ"]))
    assert not _missing(text, AllBut(["ZLIB"]))


def test_some_settings_of_global_are_known_to_every_build() -> None:
    assert not _missing("global\n noepoll\n nosplice\n noktls\n", AllBut(WITHOUT_EFFECT), "3.4")


@pytest.mark.parametrize(("version", "server"), [("3.0", []), ("3.4", [("missing-feature", 6, True)])])
def test_a_stand_in_for_a_quic_library_has_to_be_wanted(version: str, server: list[tuple[str, int, bool]]) -> None:
    features = known_features() | STAND_INS
    text = f"{LISTENER} bind quic4@:443 ssl crt a.pem\n"
    backend = "global\n expose-experimental-directives\nbackend b\n server s quic4@192.0.2.1:443 ssl verify none\n"

    assert _missing(text, features, version) == [("limited-quic", 3, True)]
    assert not _missing(f"{text}global\n limited-quic\n", features, version)
    assert not _missing(text, known_features(), version)
    assert _missing(f"{LISTENER}{backend}", features, version) == server


@pytest.mark.parametrize("part", ["%{", "%[", "%[a(", "%[lua.a,", "quic4@,"])
def test_long_words_are_looked_at_in_linear_time(part: str) -> None:
    text = f"{LISTENER} http-request set-header X {part * 100_000}\n bind {part * 100_000}\n"

    assert len(_missing(text, [])) <= 2
