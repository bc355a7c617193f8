"""The pages: what people see in a browser, by audience. A page calls one query or one action a step, and owns no state."""
