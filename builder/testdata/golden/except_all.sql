-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $1 EXCEPT ALL SELECT "books"."title" FROM "books" WHERE "books"."price" < $2

-- sqlite
-- no EXCEPT ALL
