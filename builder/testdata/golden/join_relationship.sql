-- postgres
SELECT "authors"."name", "books"."title" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" AND "books"."sold" > $1 WHERE "authors"."name" <> $2

-- sqlite
SELECT "authors"."name", "books"."title" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" AND "books"."sold" > ? WHERE "authors"."name" <> ?
