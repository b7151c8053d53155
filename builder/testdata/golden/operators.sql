-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."born" % $1) = $2 AND ("authors"."born" < CAST($3 AS bigint))

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE ("authors"."born" % ?) = ? AND ("authors"."born" < ?)
