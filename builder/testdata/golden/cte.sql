-- postgres
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") SELECT "authors"."name", "totals"."books" FROM "authors" JOIN "totals" ON "totals"."author_id" = "authors"."id" WHERE "totals"."books" > $2

-- sqlite
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") SELECT "authors"."name", "totals"."books" FROM "authors" JOIN "totals" ON "totals"."author_id" = "authors"."id" WHERE "totals"."books" > ?
