"""The door for programs of business accounts: the REST API. It calls queries and flows, and owns no state."""
