-- postgres
SELECT "authors"."name", "totals"."books" FROM "authors" LEFT JOIN (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") AS "totals" ON "totals"."author_id" = "authors"."id" WHERE "authors"."name" <> $2

-- sqlite
SELECT "authors"."name", "totals"."books" FROM "authors" LEFT JOIN (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") AS "totals" ON "totals"."author_id" = "authors"."id" WHERE "authors"."name" <> ?
