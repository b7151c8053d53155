-- postgres
SELECT "books"."title", "genres"."label" FROM "books" JOIN "book_genres" AS "book_genres_1" ON "book_genres_1"."book_id" = "books"."id" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id" WHERE "genres"."label" = $1

-- sqlite
SELECT "books"."title", "genres"."label" FROM "books" JOIN "book_genres" AS "book_genres_1" ON "book_genres_1"."book_id" = "books"."id" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id" WHERE "genres"."label" = ?
