-- postgres
SELECT "books"."author_id", count(*) AS "n", sum("books"."sold") FROM "books" GROUP BY "books"."author_id" HAVING sum("books"."sold") > $1 ORDER BY count(*) DESC NULLS LAST, "books"."author_id"

-- sqlite
SELECT "books"."author_id", count(*) AS "n", sum("books"."sold") FROM "books" GROUP BY "books"."author_id" HAVING sum("books"."sold") > ? ORDER BY count(*) DESC NULLS LAST, "books"."author_id"
