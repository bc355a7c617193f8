"""What every module stands on: money, time, policy, tenancy, outbox, outbound, audit, errors.

It knows no business word.
"""
