-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $1 EXCEPT SELECT "books"."title" FROM "books" WHERE "books"."price" < $2

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < ? EXCEPT SELECT "books"."title" FROM "books" WHERE "books"."price" < ?
