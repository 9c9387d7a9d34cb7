"""Which configurations are meant by the files that are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from haproxy_model.settings.asked import inputs
from haproxy_model.settings.nearest import SettingsFile


@pytest.mark.parametrize("named", ["base.cfg", "conf.d", "conf.d/a.cfg", "conf.d/../conf.d/a.cfg"])
def test_a_file_of_a_directory_of_a_set_belongs_to_it(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir("conf.d")
    for name in ("base.cfg", "conf.d/a.cfg"):
        Path(name).write_text("")
    paths = (str(tmp_path / "base.cfg"), str(tmp_path / "conf.d"))

    told = list(inputs([named], {"one": paths}, lambda folder: None))
    assert [each.name for each in told] == ["one"]

    settings = SettingsFile(str(tmp_path / "haproxy-model.toml"), {}, sets={"one": paths})
    said = list(inputs([named, named], {}, lambda folder: settings))
    assert [(each.name, each.paths) for each in said] == [("one", ("base.cfg", "conf.d"))]
