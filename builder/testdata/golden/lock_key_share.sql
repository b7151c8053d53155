-- postgres
SELECT "books"."id" FROM "books" FOR KEY SHARE

-- sqlite
-- no FOR KEY SHARE
