"""Plain text as scrapers deliver it: headline, text, authors, and what stands around them."""
