"""Raw mails kept first, then parsed, threaded and answered; it owns messages, attachments and sendings.

Words: a *raw mail* is the bytes as received; a *parsed mail* its readable value; a *forward* the original message
peeled out of it; a *message* what people read in a ticket. Invariant: a raw mail is never changed and never lost.
"""
