-- postgres
SELECT "totals"."author_id", "totals"."books" FROM (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") AS "totals" WHERE "totals"."books" > $2

-- sqlite
SELECT "totals"."author_id", "totals"."books" FROM (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") AS "totals" WHERE "totals"."books" > ?
