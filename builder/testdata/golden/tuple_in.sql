-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."name", "authors"."born") IN (($1, $2), ($3, $4))

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE ("authors"."name", "authors"."born") IN (VALUES (?, ?), (?, ?))
