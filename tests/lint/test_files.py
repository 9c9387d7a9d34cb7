"""Files that a configuration names are looked for below the folder that the user gives, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.findings import DEFAULTS, found

TOP = "global\n crt-base /certs\n" + DEFAULTS
LINES = (
    "bind :443 ssl crt /certs/site.pem",
    "bind :443 ssl crt site.pem alpn h2",
    "errorfile 503 /certs/site.pem",
    "acl a src -f /certs/site.pem",
    "http-request return status 200 content-type text/plain file /certs/site.pem",
)


def _places(line: str, root: Path) -> list[str]:
    text = f"{TOP}frontend f\n {line}\n"
    return [each.message for each in found(text, select=["REF011"], options={"files.root": str(root)})]


@pytest.mark.parametrize("line", LINES)
def test_a_file_is_missing_until_it_is_there(line: str, tmp_path: Path) -> None:
    assert len(_places(line, tmp_path)) == 1
    assert "`/certs/site.pem`" in _places(line, tmp_path)[0]

    (tmp_path / "certs").mkdir()
    (tmp_path / "certs" / "site.pem").touch()

    assert _places(line, tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        "bind :443 ssl crt @store/site.pem",
        'bind :443 ssl crt "/certs/$NAME"',
        "errorfile 503 site.http",
        "acl a src -f opt@/certs/site.pem",
        "bind :443 ssl ca-file @system-ca",
    ],
)
def test_what_is_no_plain_path_is_not_looked_for(line: str, tmp_path: Path) -> None:
    assert _places(line, tmp_path) == []


def test_without_a_folder_nothing_is_looked_for() -> None:
    assert found(f"{TOP}frontend f\n {LINES[0]}\n", select=["REF011"]) == []


@pytest.mark.parametrize(
    "line",
    [
        "acl a path file /certs/site.pem",
        "http-request set-header file /certs/site.pem",
        "http-request set-header -f /certs/site.pem",
        "http-request deny if { path errorfile /certs/site.pem }",
    ],
)
def test_a_value_or_name_that_looks_like_the_word_before_a_file_names_none(line: str, tmp_path: Path) -> None:
    assert _places(line, tmp_path) == []


def test_a_file_of_a_condition_is_looked_for(tmp_path: Path) -> None:
    assert len(_places("http-request deny if { src -f /certs/site.pem }", tmp_path)) == 1
