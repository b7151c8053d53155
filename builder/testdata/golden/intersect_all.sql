-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $1 INTERSECT ALL SELECT "books"."title" FROM "books" WHERE "books"."price" < $2

-- sqlite
-- no INTERSECT ALL
