-- postgres
SELECT "books"."id" FROM "books" WHERE "books"."sold" > $1 FOR UPDATE OF "books" SKIP LOCKED

-- sqlite
-- no FOR UPDATE
