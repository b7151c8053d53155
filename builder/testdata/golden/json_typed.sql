-- postgres
SELECT CAST("authors"."doc" ->> $1 AS bigint), CAST("authors"."doc" ->> $2 AS double precision), CAST("authors"."doc" ->> $3 AS boolean) FROM "authors"

-- sqlite
SELECT CAST(CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text) AS bigint), CAST(CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text) AS double precision), CASE WHEN lower(trim((CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text)), char(9, 10, 11, 12, 13, 32))) IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN 1 WHEN lower(trim((CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text)), char(9, 10, 11, 12, 13, 32))) IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN 0 WHEN (CAST("authors"."doc" ->> ('$.' || json_quote(?)) AS text)) IS NOT NULL THEN json_extract('{}', 'SQLSTATE 22P02') END FROM "authors"
