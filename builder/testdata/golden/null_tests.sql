-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" IS DISTINCT FROM $1 AND "authors"."born" IS NOT NULL AND "authors"."born" IS NOT NULL

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."born" IS DISTINCT FROM ? AND "authors"."born" IS NOT NULL AND "authors"."born" IS NOT NULL
