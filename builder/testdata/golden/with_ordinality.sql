-- postgres
SELECT "authors"."name", "numbered"."tag", "numbered"."place" FROM "authors" CROSS JOIN unnest("authors"."tags") WITH ORDINALITY AS "numbered"("tag", "place")

-- sqlite
-- no WITH ORDINALITY
