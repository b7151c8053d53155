-- postgres
SELECT DISTINCT ON (left("books"."title", 1)) "books"."title" FROM "books" WHERE "books"."sold" > $1

-- sqlite
-- no DISTINCT ON
