"""What `up`, `test` and `doctor` share: installing, the embedded database, and keeping processes alive.

`install` and `child` use the standard library only, for they run before anything is installed.
"""
