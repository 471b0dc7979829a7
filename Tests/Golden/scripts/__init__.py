"""The parts of make_golden.py: cases, oracles, and the plain reference that checks both."""
