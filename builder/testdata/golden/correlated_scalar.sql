-- postgres
SELECT "authors"."name", (SELECT count(*) FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > $1) AS "hits" FROM "authors" ORDER BY "authors"."id"

-- sqlite
SELECT "authors"."name", (SELECT count(*) FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > ?) AS "hits" FROM "authors" ORDER BY "authors"."id"
