-- postgres
SELECT CAST(extract(hour FROM ("loans"."lent_at" AT TIME ZONE 'Europe/Berlin')) AS bigint) FROM "loans"

-- sqlite
-- no AT TIME ZONE but for UTC
