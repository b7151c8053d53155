-- postgres
SELECT "books"."title", "genres"."label" FROM "books" LEFT JOIN ("book_genres" AS "book_genres_1" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id") ON "book_genres_1"."book_id" = "books"."id" AND "genres"."label" <> $1

-- sqlite
SELECT "books"."title", "genres"."label" FROM "books" LEFT JOIN ("book_genres" AS "book_genres_1" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id") ON "book_genres_1"."book_id" = "books"."id" AND "genres"."label" <> ?
