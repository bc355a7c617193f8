"""Who we deal with: the provider's staff, business accounts and dealers with their members, contacts, prospects.

Words: an *account* is a business customer (the tenant); a *member* signs in for an account; a *contact* is a person an
account or a card is known by, without a login; a *prospect* is somebody who asked before being a customer.
"""
