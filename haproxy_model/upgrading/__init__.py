"""A configuration taken from one version of HAProxy to a later one."""
