"""REF and DNS: names that lead nowhere, and names of servers."""
