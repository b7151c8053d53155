-- postgres
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") UPDATE "books" SET "sold" = "totals"."books" FROM "totals" WHERE "books"."author_id" = "totals"."author_id" AND "totals"."books" > $2

-- sqlite
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") UPDATE "books" SET "sold" = "totals"."books" FROM "totals" WHERE "books"."author_id" = "totals"."author_id" AND "totals"."books" > ?
