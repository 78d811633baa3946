"""The command line `clip-refine`, and what install.py shares with it.

environment.py and inkscape.py are standard library only: install.py runs them before anything is installed.
"""
