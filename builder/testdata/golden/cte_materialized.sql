-- postgres
WITH "totals" AS MATERIALIZED (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id"), "numbers" AS NOT MATERIALIZED (SELECT sum("totals"."books") AS "n" FROM "totals") SELECT "totals"."author_id", "totals"."books" FROM "totals", "numbers"

-- sqlite
WITH "totals" AS MATERIALIZED (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id"), "numbers" AS NOT MATERIALIZED (SELECT sum("totals"."books") AS "n" FROM "totals") SELECT "totals"."author_id", "totals"."books" FROM "totals", "numbers"
