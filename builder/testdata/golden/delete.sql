-- postgres
DELETE FROM "books" WHERE "books"."sold" < $1 RETURNING "id"

-- sqlite
DELETE FROM "books" WHERE "books"."sold" < ? RETURNING "id"
