"""`python -m haproxy_model` is the command line."""

import sys

from haproxy_model.cli import main

sys.exit(main())
