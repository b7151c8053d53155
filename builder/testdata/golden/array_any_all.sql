-- postgres
SELECT "authors"."name" FROM "authors" WHERE CAST($1 AS text) = ANY("authors"."tags") AND "authors"."name" > ALL("authors"."tags")

-- sqlite
-- no ANY of arrays
