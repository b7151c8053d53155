-- postgres
SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > $1) AND NOT (EXISTS (SELECT 1 FROM "authors" AS "authors_1" WHERE "authors_1"."id" = "authors"."boss_id"))

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > ?) AND NOT (EXISTS (SELECT 1 FROM "authors" AS "authors_1" WHERE "authors_1"."id" = "authors"."boss_id"))
