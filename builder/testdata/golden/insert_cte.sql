-- postgres
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") INSERT INTO "genres" ("label") SELECT CAST("totals"."author_id" AS text) FROM "totals" WHERE "totals"."books" > $2

-- sqlite
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") INSERT INTO "genres" ("label") SELECT CAST("totals"."author_id" AS text) FROM "totals" WHERE "totals"."books" > ?
