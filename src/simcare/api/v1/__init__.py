"""Version 1: what it takes and gives is declared in types, and the OpenAPI document follows from them.

What was published stays: a field is added, never renamed or taken away; what must break is another version.
"""
