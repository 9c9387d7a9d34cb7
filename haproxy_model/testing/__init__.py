"""The kit: what this library is tested with, for those who build on it; `pip install 'haproxy_model[testing]'`.

`spellings` has bytes, words and their spellings, `lines` puts words on lines, `values` builds typed values;
`parameter_words` and `statement_words` say something with them, `configurations` and `links` make whole files;
`accepted_configurations` makes what HAProxy accepts; `laws` are what must hold of each.
"""

try:
    import hypothesis as hypothesis
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    message = "hypothesis is not installed, which the strategies need: pip install 'haproxy_model[testing]'"
    raise ModuleNotFoundError(message, name="hypothesis") from error
