"""Inputs that nobody would write, held against the laws: parse, edit, dump; check and lint; mend.

    python -m tests.fuzzing edits --inputs 100000 --seconds 600 --seed 1

`targets` has what is tried, as functions of bytes; `edits` the edits; `mutation` makes inputs of `seeds` and of the
`vocabulary` of the schema; `guided` lets atheris choose what to go on with, and `plain` does without.
"""
