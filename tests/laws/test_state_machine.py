"""Law 10: after any mix of edits, what is dumped reads back as the model."""

from __future__ import annotations

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.configurations import configs, listens
from haproxy_model.testing.laws import assert_says_what_it_holds, is_balanced
from haproxy_model.testing.random_edits import EDITS


class Edits(RuleBasedStateMachine):
    """Somebody who changes a configuration here and there."""

    config: hm.Config

    @initialize(source=configs | listens() | st.just(b""))
    def read(self, source: bytes) -> None:
        self.config = hm.parse(source)

    @invariant()
    def the_dump_reads_back_as_the_model(self) -> None:
        if hasattr(self, "config"):
            assert_says_what_it_holds(self.config)

    @rule(data=st.data(), edit=st.sampled_from(sorted(EDITS)))
    def edit(self, data: st.DataObject, edit: str) -> None:
        """Blocks that were whole stay so, and what is refused changes nothing."""
        call = EDITS[edit](data.draw, self.config)
        before = self.config.dump()
        try:
            call()
        except hm.InvalidValue:
            assert self.config.dump() == before
        assert is_balanced(self.config.dump()) or not is_balanced(before)

    @rule()
    def read_again(self) -> None:
        self.config = hm.parse(self.config.dump())


TestEdits = Edits.TestCase
TestEdits.settings = settings(examples(0.5), stateful_step_count=20)
