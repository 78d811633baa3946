"""What the extension, the bridge, the daemon and its worker say to each other.

Standard library only, Python 3.9 syntax: this package also runs inside Inkscape's own Python.
PROTOCOL.md beside this file is the contract.
"""
