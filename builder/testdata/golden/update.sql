-- postgres
UPDATE "books" SET "sold" = "books"."sold" + $1, "price" = $2 WHERE "books"."id" = $3 RETURNING "sold"

-- sqlite
UPDATE "books" SET "sold" = "books"."sold" + ?, "price" = ? WHERE "books"."id" = ? RETURNING "sold"
