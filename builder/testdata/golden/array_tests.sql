-- postgres
SELECT "authors"."name" FROM "authors" WHERE ($1 = ANY("authors"."tags") OR ("authors"."tags" @> $2) OR ("authors"."tags" <@ $3) OR ("authors"."tags" && $4) OR cardinality("authors"."tags") > $5)

-- sqlite
-- no ANY of arrays
