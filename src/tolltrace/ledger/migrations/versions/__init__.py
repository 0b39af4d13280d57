"""One file a step, in the order of their numbers; each number stands in `tables.REVISIONS` too."""
