"""Reading `.h5p` files and saying what is wrong with them. Pure: no Django, no clock, no network.

Source: the H5P specification (package definition, `h5p.json`, `library.json`, semantics), which the checks follow except
that HTML files, active SVG and disguised or executable files are always refused.
"""
