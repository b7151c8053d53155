-- postgres
SELECT "books"."author_id", "books"."price", sum("books"."sold") FROM "books" GROUP BY ROLLUP ("books"."author_id", "books"."price") HAVING count(*) > $1

-- sqlite
-- no ROLLUP
