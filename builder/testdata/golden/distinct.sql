-- postgres
SELECT DISTINCT "books"."price" FROM "books"

-- sqlite
SELECT DISTINCT "books"."price" FROM "books"
