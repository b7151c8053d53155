-- postgres
(SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $1 UNION SELECT "books"."title" FROM "books" WHERE "books"."price" < $2) EXCEPT (SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < $3 INTERSECT (SELECT "books"."title" FROM "books" WHERE "books"."price" < $4 ORDER BY "books"."title" LIMIT $5))

-- sqlite
SELECT * FROM (SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < ? UNION SELECT "books"."title" FROM "books" WHERE "books"."price" < ?) EXCEPT SELECT * FROM (SELECT "authors"."name" FROM "authors" WHERE "authors"."born" < ? INTERSECT SELECT * FROM (SELECT "books"."title" FROM "books" WHERE "books"."price" < ? ORDER BY "books"."title" LIMIT ?))
