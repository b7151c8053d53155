-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."id" = ANY($1) AND "authors"."id" <> ALL($2)

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."id" IN (?,?,?) AND "authors"."id" NOT IN (?)
