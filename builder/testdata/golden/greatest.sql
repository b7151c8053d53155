-- postgres
SELECT greatest("authors"."born", "authors"."id", $1), least("authors"."born", "authors"."id"), greatest("authors"."born") FROM "authors"

-- sqlite
SELECT max(coalesce("authors"."born", "authors"."id", ?), coalesce("authors"."id", "authors"."born", ?), coalesce(?, "authors"."born", "authors"."id")), min(coalesce("authors"."born", "authors"."id"), coalesce("authors"."id", "authors"."born")), "authors"."born" FROM "authors"
