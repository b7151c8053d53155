-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $1 UNION SELECT "books"."title" FROM "books" WHERE "books"."price" < $2 ORDER BY "name" DESC LIMIT $3 OFFSET $4

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < ? UNION SELECT "books"."title" FROM "books" WHERE "books"."price" < ? ORDER BY "name" DESC LIMIT ? OFFSET ?
