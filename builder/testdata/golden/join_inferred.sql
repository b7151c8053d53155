-- postgres
SELECT "authors"."name", "genres"."label" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" JOIN "book_genres" AS "book_genres_1" ON "book_genres_1"."book_id" = "books"."id" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id"

-- sqlite
SELECT "authors"."name", "genres"."label" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" JOIN "book_genres" AS "book_genres_1" ON "book_genres_1"."book_id" = "books"."id" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id"
