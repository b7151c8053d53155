-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."doc" @> CAST($1 AS jsonb))

-- sqlite
-- no @> of JSON
