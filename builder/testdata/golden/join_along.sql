-- postgres
SELECT "authors"."name", "boss"."name" FROM "authors" JOIN "authors" AS "boss" ON "boss"."id" = "authors"."boss_id"

-- sqlite
SELECT "authors"."name", "boss"."name" FROM "authors" JOIN "authors" AS "boss" ON "boss"."id" = "authors"."boss_id"
