"""Steps of health checks: `http-check` and `tcp-check` lines (language reference, 6.12)."""

from __future__ import annotations

from haproxy_model.reading.walker import Role
from haproxy_model.verdicts.expressions.variable_names import check_variable
from haproxy_model.verdicts.rules.reader import Reader


def check_step(reader: Reader) -> None:
    """Judge a step.

    Raises:
        Stopped: the line is wrong, or cannot be judged further.
    """
    reading = reader.reading
    action = reader.name.partition(" ")[2]
    problem = check_variable(action, reading.glued, reader.version) if action.endswith(_VARIABLES) else None
    if problem is not None:
        reader.fail(problem, 1)
    # After the value of a variable anything may stand.
    reader.read(lenient=action.endswith(("comment", *_VARIABLES)))
    pattern = ""
    for part in reading.parts:
        if part.name == "reg" and pattern.endswith("-lf"):
            reader.fail(f"`{pattern}` cannot be a regular expression", part.start)
        if part.role is Role.LITERAL and part.name != "-m":
            pattern = part.name


_VARIABLES = ("set-var", "set-var-fmt")
