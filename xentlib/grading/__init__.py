"""The instructor's and the maintainer's side: student versions, canonical notebooks, nbgrader's adaptation.

Nothing imports it but the command line and nbgrader_config.py.
"""
