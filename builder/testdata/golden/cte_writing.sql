-- postgres
WITH "top" AS (UPDATE "books" SET "sold" = "books"."sold" + $1 WHERE "books"."sold" > $2 RETURNING "id", "author_id", "title", "price", "sold") SELECT "top"."id", "top"."author_id", "top"."title", "top"."price", "top"."sold" FROM "top" WHERE "top"."price" > $3

-- sqlite
-- no INSERT, UPDATE or DELETE inside WITH
