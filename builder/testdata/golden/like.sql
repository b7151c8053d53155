-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."name" LIKE $1 ESCAPE '\' AND "authors"."name" ILIKE $2 ESCAPE '\' AND "authors"."name" NOT LIKE $3 ESCAPE '\'

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."name" GLOB ? AND lower("authors"."name") LIKE lower(?) ESCAPE '\' AND "authors"."name" NOT LIKE ? ESCAPE '\'
