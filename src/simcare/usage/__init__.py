"""Usage: how much each card has used, when and where, from the records of operators; what is left of its allowance.

Owns usage files, their records by day, the sums by hour and by day, the meters of packages, and the rules that see what
is unusual. Each file counts once and each record counts once, however often it comes; a record belongs to the hour in
which it began, however late it comes.
"""
