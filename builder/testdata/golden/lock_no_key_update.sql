-- postgres
SELECT "books"."id" FROM "books" FOR NO KEY UPDATE NOWAIT

-- sqlite
-- no FOR NO KEY UPDATE
