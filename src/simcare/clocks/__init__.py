"""Promises of time: response targets, business calendars, when an answer is due and when it was late (design §2).

Words: a *clock* is one promise on one subject; a *calendar* says when it counts; a *pause* is a stretch in which it
does not; *due* is the first instant at which counted time reaches the target; a *breach*, that no answer came by then.
"""
