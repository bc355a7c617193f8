"""The pages: what people see in a browser, by audience. A page calls queries and actions and owns no state."""
