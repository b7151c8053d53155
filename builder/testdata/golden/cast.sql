-- postgres
SELECT CAST("books"."price" AS text), CAST(CAST($1 AS text) AS bigint) FROM "books"

-- sqlite
SELECT CAST("books"."price" AS text), CAST(? AS bigint) FROM "books"
