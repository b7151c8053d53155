-- postgres
UPDATE "books" SET "price" = $1, "sold" = "totals"."books" FROM (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $2 GROUP BY "books"."author_id") AS "totals" WHERE "books"."author_id" = "totals"."author_id"

-- sqlite
UPDATE "books" SET "price" = ?, "sold" = "totals"."books" FROM (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") AS "totals" WHERE "books"."author_id" = "totals"."author_id"
