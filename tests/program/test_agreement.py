"""What a HAProxy says and what we find: the same once, the rest by itself, the differences named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from inputs.programs import HAPROXY, pretender, real

import haproxy_model as hm
from haproxy_model.program.agreement import told_together
from haproxy_model.program.identified import Program, identified
from haproxy_model.verdicts.selection import Selection, selection

WELL = b"""defaults
 mode http
 timeout connect 5s
 timeout client 1m
 timeout server 1m
listen l
 bind :8080
 server s 192.0.2.1:80
"""


def together(
    config: hm.Config,
    program: Path | str | None,
    *,
    version: str = "2.6",
    chosen: Selection | None = None,
    environment: Mapping[str, str] | None = None,
) -> hm.Report:
    report = hm.check(config, version=version, environment=environment)
    asked = identified(str(program))
    features = asked.features if asked.line == version else None
    return told_together(report, config, asked, chosen or selection(), environment=environment, features=features)


def codes(report: hm.Report) -> set[str]:
    return {each.code for each in report}


def notes(report: hm.Report, code: str) -> list[str]:
    return [related.message for each in report if each.code == code for related in each.related]


def saying(place: Path, *messages: str, status: int = 1) -> Path:
    """A program that says it is HAProxy and answers with some messages."""
    answer = place / "answer"
    answer.write_text("".join(f"{each}\n" for each in messages), encoding="utf-8", errors="surrogateescape")
    return pretender(place, f"cat {answer} >&2; exit {status}")


# -- with the real one -------------------------------------------------------------------------------------------------


@real
def test_what_both_say_is_one_finding() -> None:
    config = hm.parse(WELL + b" balanc roundrobin\n server t 192.0.2.2:80 chek\n")

    report = together(config, HAPROXY)

    assert codes(report) == {"SYN001", "CFG080"}
    assert any("HAProxy 2.6.12 says so too: unknown keyword `balanc`" in each for each in notes(report, "SYN001"))
    assert any("says so too" in each and "`chek`" in each for each in notes(report, "CFG080"))


@real
def test_warnings_and_refusals_that_name_no_line_are_told_with_ours() -> None:
    config = hm.parse(b"listen l\n bind :8080\n mode http\n default_backend nowhere\n option httplog\n")

    report = together(config, HAPROXY)

    assert {"TMO001", "REF001", "LOG001"} <= codes(report)
    assert not {"HC001", "HC002"} & codes(report)
    assert any("missing timeouts" in each for each in notes(report, "TMO001"))
    assert any("`nowhere`" in each for each in notes(report, "REF001"))


@real
def test_a_clean_file_stays_clean() -> None:
    assert not together(hm.parse(WELL), HAPROXY).diagnostics


@real
def test_files_that_this_machine_lacks_are_no_disagreement() -> None:
    config = hm.parse(WELL + b" bind :8443 ssl crt /nowhere/a.pem\n server t 192.0.2.1:81 ssl ca-file /nowhere.pem\n")

    report = together(config, HAPROXY)

    assert codes(report) == {"HC003"}
    assert not report.fatal
    assert report.diagnostics[0].span is not None
    assert report.diagnostics[0].span.line == 9
    assert report.diagnostics[0].section == "listen l"


@real
def test_a_text_that_is_not_on_disk_is_asked_about_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(WELL + b" bogus\n")
    config = hm.parse_file(path)
    assert "SYN001" in codes(together(config, HAPROXY))

    lines = config.listens["l"].statements
    lines.remove(next(each for each in lines if each.keyword == "bogus"))

    assert not together(config, HAPROXY).diagnostics
    assert path.read_bytes().endswith(b"bogus\n")


@real
def test_several_files_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.cfg").write_bytes(WELL)
    (tmp_path / "a.cfg").write_bytes(b"backend b\n bogus\n")
    config = hm.parse_files([tmp_path / "b.cfg", tmp_path / "a.cfg"])

    report = together(config, HAPROXY)

    (found,) = (each for each in report if each.code == "SYN001")
    assert found.span is not None
    assert found.span.file == str(tmp_path / "a.cfg")
    assert any("says so too" in each.message for each in found.related)


@real
def test_the_variables_are_those_that_we_were_told() -> None:
    config = hm.parse(WELL.replace(b"192.0.2.1:80", b'"${TARGET}"'))

    assert together(config, HAPROXY).fatal
    assert not together(config, HAPROXY, environment={"TARGET": "192.0.2.1:80"}).diagnostics


@real
def test_another_version_is_named() -> None:
    config = hm.parse(WELL + b" http-request do-log\n")

    report = together(config, HAPROXY, version="3.4")

    assert {"HC005", "HC001"} <= codes(report)
    assert not report.fatal, "HAProxy 3.4 would not refuse it"


@real
def test_a_name_that_looks_like_an_option_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-db").write_bytes(WELL + b" bogus\n")

    assert "SYN001" in codes(together(hm.parse_file("-db"), HAPROXY))


# -- where we disagree -------------------------------------------------------------------------------------------------


def test_a_refusal_that_we_do_not_know_of_is_an_error(tmp_path: Path) -> None:
    program = saying(tmp_path, f"[ALERT]    (12) : config : parsing [{tmp_path}/a.cfg:8] : 'server s' : not so.")
    (tmp_path / "a.cfg").write_bytes(WELL)

    report = together(hm.parse_file(tmp_path / "a.cfg"), program)

    (found,) = report
    assert (found.code, found.fatal, found.section) == ("HC001", True, "listen l")
    assert found.message == "HAProxy 2.6.12 refuses this: `server s` : not so."
    assert found.span is not None
    assert (found.span.line, found.span.column, found.span.start) == (8, 2, WELL.index(b"server s"))
    assert [each.message for each in found.related] == ["haproxy-model does not say so"]


def test_a_refusal_of_the_older_form_is_read(tmp_path: Path) -> None:
    program = saying(tmp_path, f"[ALERT] 332/181032 (12) : parsing [{tmp_path}/a.cfg:8] : no.")
    (tmp_path / "a.cfg").write_bytes(WELL)

    (found,) = together(hm.parse_file(tmp_path / "a.cfg"), program)

    assert found.span is not None
    assert found.span.line == 8


def test_what_we_refuse_and_it_accepts_is_named(tmp_path: Path) -> None:
    report = together(hm.parse(WELL + b" bogus\n"), saying(tmp_path, status=0))

    assert codes(report) == {"SYN001", "HC004"}
    assert notes(report, "SYN001") == ["HAProxy 2.6.12 accepts this"]
    assert report.fatal, "what is not understood is never well"


def test_a_refusal_without_a_word_is_told(tmp_path: Path) -> None:
    report = together(hm.parse(WELL), pretender(tmp_path, "exit 1"))

    assert [(each.code, each.fatal) for each in report] == [("HC001", True)]


def test_no_listener_is_no_refusal(tmp_path: Path) -> None:
    assert not together(hm.parse(WELL), pretender(tmp_path, "exit 2")).diagnostics


def test_an_alert_with_which_it_starts_is_not_fatal(tmp_path: Path) -> None:
    program = saying(tmp_path, "[ALERT] (1) : config : strange.", status=0)

    assert [(each.code, each.fatal) for each in together(hm.parse(WELL), program)] == [("HC001", False)]


def test_what_hangs_on_variables_that_nobody_knows_is_no_disagreement(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(WELL.replace(b"192.0.2.1:80", b'"${TARGET}"'))
    config = hm.parse_file(tmp_path / "a.cfg")
    program = saying(tmp_path, f"[ALERT] (1) : config : parsing [{tmp_path}/a.cfg:8] : missing.")

    report = told_together(
        hm.validate(config, version="2.6"), config, identified(str(program)), selection(), environment=None
    )

    assert "HC003" in codes(report)
    assert not report.fatal


# -- what is wanted ----------------------------------------------------------------------------------------------------


def test_what_haproxy_says_is_chosen_and_suppressed_like_all_else(tmp_path: Path) -> None:
    warning = f"[WARNING] (1) : config : parsing [{tmp_path}/a.cfg:8] : odd."
    alert = f"[ALERT] (1) : config : parsing [{tmp_path}/a.cfg:7] : no."
    path, program = tmp_path / "a.cfg", saying(tmp_path, warning, alert)
    path.write_bytes(WELL)

    assert codes(together(hm.parse_file(path), program)) == {"HC001", "HC002"}
    assert codes(together(hm.parse_file(path), program, chosen=selection(ignore=["HC"]))) == {"HC001"}
    silenced = together(hm.parse_file(path), program, chosen=selection(ignore=["HC001"]))
    assert codes(silenced) == {"HC002"}
    assert silenced.fatal

    path.write_bytes(WELL.replace(b"2.1:80", b"2.1:80 # haproxy-model: ignore=HC002 -- known"))
    report = together(hm.parse_file(path), program)

    assert codes(report) == {"HC001"}
    assert [each.code for each in report.suppressed] == ["HC002"]


def test_a_suppression_of_what_was_not_asked_is_not_called_useless() -> None:
    config = hm.parse(WELL.replace(b"2.1:80", b"2.1:80 # haproxy-model: ignore=HC002 -- known"))

    assert "SUP003" not in codes(hm.validate(config))


# -- strange answers ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that says what stands in a file beside it."""
    place = tmp_path_factory.mktemp("strange")
    return pretender(place, f"cat {place}/answer >&2; exit 1")


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            lambda kind, place, text: b"[" + kind + b"] (1) : config : " + place + text,
            st.sampled_from([b"ALERT", b"WARNING", b"NOTICE", b""]),
            st.sampled_from([b"parsing [a.cfg:3] : ", b"[a.cfg:99999999] ", b"[a.cfg:0] ", b"[a.cfg:-1]", b""]),
            st.binary(max_size=60),
        ),
        max_size=6,
    )
)
def test_whatever_it_says_is_a_report(strange: Path, said: list[bytes]) -> None:
    (strange.parent / "answer").write_bytes(b"\n".join(said))

    report = together(hm.parse(WELL, "a.cfg"), strange)

    assert report.fatal
    assert all(character.isprintable() or character in "\n…" for character in report.text())
    assert all(len(each.message) < 500 for each in report)
    report.json()


def test_secrets_that_it_quotes_are_masked(tmp_path: Path) -> None:
    secret = "Gr8-Secret/Word"
    (tmp_path / "a.cfg").write_text(f"userlist u\n user bob insecure-password {secret}\n" + WELL.decode())
    program = saying(
        tmp_path,
        f"[ALERT] (1) : config : parsing [{tmp_path}/a.cfg:2] : cannot use '{secret}' here",
        f"[WARNING] (1) : config : somewhere {secret} is bad",
    )

    report = together(hm.parse_file(tmp_path / "a.cfg"), program)

    assert codes(report) == {"HC001", "HC002"}
    assert not any(secret in each.message for each in report)


def test_paths_are_those_that_the_user_gave(tmp_path: Path) -> None:
    program = pretender(tmp_path, 'echo "[ALERT] (1) : config : parsing [$3:8] : see $3." >&2; exit 1')

    (found,) = together(hm.parse(WELL, "mine.cfg"), program)

    assert found.message == "HAProxy 2.6.12 refuses this: see mine.cfg."


def test_of_messages_without_end_the_first_are_told(tmp_path: Path) -> None:
    program = saying(tmp_path, *(f"[WARNING] (1) : config : number {number}" for number in range(5000)), status=0)

    assert len(together(hm.parse(WELL), program)) == 100


def test_a_program_that_hangs_is_an_exception(tmp_path: Path) -> None:
    program = Program(str(pretender(tmp_path, "sleep 60")), "2.6.12", patience=0.3)
    config = hm.parse(WELL)

    with pytest.raises(hm.Unreadable, match="did not end within"):
        told_together(hm.check(config, version="2.6"), config, program, selection(), environment=None)
