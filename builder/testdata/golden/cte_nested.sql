-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."id" IN (WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") SELECT "totals"."author_id" FROM "totals")

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."id" IN (WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") SELECT "totals"."author_id" FROM "totals")
