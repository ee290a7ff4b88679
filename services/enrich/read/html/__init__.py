"""HTML pages: what the head says, where the text stands, pictures and links."""
