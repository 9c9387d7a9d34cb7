"""The vocabulary of HAProxy 2.4 to 3.4 as tables: sections, keywords, actions, parameters and directives.

Import the module you need (`schema.keywords`, `schema.server` ...): nothing is imported here, each costs only itself.
"""
