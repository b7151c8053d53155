-- postgres
SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "authors" AS "authors_1" WHERE "authors_1"."boss_id" = "authors"."id" AND "authors_1"."name" = $1)

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "authors" AS "authors_1" WHERE "authors_1"."boss_id" = "authors"."id" AND "authors_1"."name" = ?)
