-- postgres
SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id" AND EXISTS (SELECT 1 FROM "book_genres" AS "book_genres_1" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id" WHERE "book_genres_1"."book_id" = "books"."id" AND "genres"."label" = $1))

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id" AND EXISTS (SELECT 1 FROM "book_genres" AS "book_genres_1" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id" WHERE "book_genres_1"."book_id" = "books"."id" AND "genres"."label" = ?))
