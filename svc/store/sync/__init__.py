"""One branch brought together with that of a remote: fetched, merged by fields, pushed."""
