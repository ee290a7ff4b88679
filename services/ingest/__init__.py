"""The door: takes pages over HTTP or from files, checks them, gives receipts, writes `articles.raw`."""
