-- postgres
SELECT CAST("authors"."doc" ->> $1 AS bigint), CAST("authors"."doc" ->> $2 AS double precision), CAST("authors"."doc" ->> $3 AS boolean) FROM "authors"

-- sqlite
SELECT CAST(CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text) AS bigint), CAST(CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text) AS double precision), CAST(CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text) AS boolean) FROM "authors"
