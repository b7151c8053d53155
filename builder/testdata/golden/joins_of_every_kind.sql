-- postgres
SELECT "authors"."name", "books"."title", "boss"."name", "genres"."label" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" LEFT JOIN "authors" AS "boss" ON "authors"."boss_id" = "boss"."id" CROSS JOIN "genres"

-- sqlite
SELECT "authors"."name", "books"."title", "boss"."name", "genres"."label" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" LEFT JOIN "authors" AS "boss" ON "authors"."boss_id" = "boss"."id" CROSS JOIN "genres"
