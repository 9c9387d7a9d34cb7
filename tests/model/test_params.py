"""Parameters that end too early are read all the same."""

import pytest

import haproxy_model as hm


@pytest.mark.parametrize(
    "tail", ["source", "source usesrc", "source ::1 usesrc", "source ::1 interface", "inter", "usesrc"]
)
def test_a_parameter_without_its_value_keeps_its_words(tail: str) -> None:
    server = hm.parse(f"backend b\n server a ::1:1 check {tail}\n").backends["b"].servers["a"]

    assert [word for param in server.params for word in param.words] == ["check", *tail.split()]
