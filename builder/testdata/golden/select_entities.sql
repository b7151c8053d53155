-- postgres
SELECT "books"."id", "books"."author_id", "books"."title", "books"."price", "books"."sold" FROM "books" WHERE "books"."price" > $1 AND "books"."sold" >= $2 ORDER BY "books"."price" DESC, "books"."id" ASC LIMIT $3 OFFSET $4

-- sqlite
SELECT "books"."id", "books"."author_id", "books"."title", "books"."price", "books"."sold" FROM "books" WHERE "books"."price" > ? AND "books"."sold" >= ? ORDER BY "books"."price" DESC, "books"."id" ASC LIMIT ? OFFSET ?
