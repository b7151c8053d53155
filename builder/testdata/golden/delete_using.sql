-- postgres
DELETE FROM "books" USING "authors", (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") AS "totals" WHERE "books"."author_id" = "authors"."id" AND "totals"."author_id" = "authors"."id" AND "authors"."name" = $2 RETURNING "books"."title", "authors"."name"

-- sqlite
-- no USING in a DELETE
