"""How words are found in every language: text to tokens, what somebody asks to a query, hits to snippets. All pure."""
