"""The wheel holds everything: it is built, installed into an empty environment, and used there."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_grammar_and_its_tables(wheel: Path) -> None:
    grammars = {path.stem for path in (ROOT / "grammars").glob("*.lark")}

    names = zipfile.ZipFile(wheel).namelist()

    assert {f"haproxy_model/grammars/{name}.lark" for name in grammars} <= set(names)
    assert {f"haproxy_model/grammars/{name}.json" for name in grammars} <= set(names)
    assert "haproxy_model/py.typed" in names


def test_the_wheel_reads_checks_and_lints_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", with_pip=True)
    folder = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")
    install = [folder / "python", "-m", "pip", "install", "--quiet", f"{wheel}[cli]"]
    subprocess.run(install, check=True, capture_output=True)
    file = tmp_path / "haproxy.cfg"
    file.write_bytes(b"listen app\n  bind 127.0.0.1:8080\n  server a 127.0.0.1:8081 check\n")

    checked = subprocess.run([folder / "haproxy-model", "check", file], capture_output=True, text=True, check=False)
    program = (
        "import sys, haproxy_model as hm; config = hm.parse_file(sys.argv[1]);"
        "config.listens['app'].servers['a'].inter = '3s'; print(config.dumps(), 'lark' in sys.modules)"
    )
    edited = subprocess.run([folder / "python", "-c", program, file], capture_output=True, text=True, cwd=tmp_path)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "check inter 3s\n False" in edited.stdout, edited.stderr


def test_the_bare_tree_works_without_tables(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for folder, pattern in (("haproxy_model", "**/*.py"), ("grammars", "*.lark")):
        for path in (ROOT / folder).glob(pattern):
            target = tree / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    program = "import haproxy_model as hm; print(hm.__file__, hm.parse(b'listen a\\n').listens.names())"

    answer = subprocess.run([sys.executable, "-c", program], cwd=tree, capture_output=True, text=True, check=True)

    assert str(tree) in answer.stdout
    assert answer.stdout.endswith("['a']\n")
