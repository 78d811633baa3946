"""What install.py does: the virtual environment, and the extension in Inkscape's folder.

Standard library only, because it runs before anything is installed. The doctor looks with the same eyes.
"""
