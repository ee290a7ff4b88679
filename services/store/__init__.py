"""The only owner of the schema that people query: articles, entities and links in Postgres."""
