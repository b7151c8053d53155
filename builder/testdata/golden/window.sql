-- postgres
SELECT "books"."title", row_number() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id") AS "place", rank() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id"), sum("books"."sold") OVER () FROM "books" ORDER BY "books"."id"

-- sqlite
SELECT "books"."title", row_number() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id") AS "place", rank() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id"), sum("books"."sold") OVER () FROM "books" ORDER BY "books"."id"
