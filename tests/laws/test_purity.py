"""Law 9: looking changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from inputs import examples
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import everything, look_at
from haproxy_model.testing.spellings import arbitrary_bytes


@given(arbitrary_bytes | configs)
def test_looking_at_everything_leaves_the_bytes(source: bytes) -> None:
    config = hm.parse(source)

    look_at(config)
    assert config.dump() == source


@given(arbitrary_bytes | configs)
def test_reading_diagnostics_leaves_the_bytes(source: bytes) -> None:
    config = hm.parse(source)

    assert config.diagnostics == config.diagnostics
    assert config.dump() == source


@given(configs)
def test_check_leaves_the_bytes(source: bytes) -> None:
    config = hm.parse(source)

    assert hm.check(config) == hm.check(config)
    assert config.dump() == source


@given(configs)
@examples(0.4)
def test_validate_leaves_the_bytes(source: bytes) -> None:
    config = hm.parse(source)

    assert hm.validate(config) == hm.validate(config)
    assert config.dump() == source


@given(configs)
@examples(0.4)
def test_effective_values_and_failover_leave_the_bytes(source: bytes) -> None:
    config = hm.parse(source)

    for proxy in [*config.listens, *config.backends]:
        effective = config.effective(proxy)
        effective.settings, effective.changes, effective.targets, [server.settings for server in effective.servers]
    assert config.dump() == source


@given(configs)
@examples(0.4)
def test_reading_from_several_threads_gives_one_identity(source: bytes) -> None:
    config = hm.parse(source)

    with ThreadPoolExecutor(4) as threads:
        dumps = [threads.submit(config.dump) for _ in range(4)]
        seen = [threads.submit(lambda: [id(line) for line in everything(config)]) for _ in range(4)]
    assert {found.result() for found in dumps} == {source}
    assert len({tuple(found.result()) for found in seen}) == 1


@over_corpus
def test_looking_at_real_files_leaves_the_bytes(chunk: int) -> None:
    for path in list(files(chunk))[::8]:
        source = path.read_bytes()
        config = hm.parse(source)
        look_at(config)
        assert config.dump() == source
