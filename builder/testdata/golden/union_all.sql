-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $1 UNION ALL SELECT "books"."title" FROM "books" WHERE "books"."price" < $2 UNION ALL SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $3

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < ? UNION ALL SELECT "books"."title" FROM "books" WHERE "books"."price" < ? UNION ALL SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < ?
