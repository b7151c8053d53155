-- postgres
SELECT date_bin(make_interval(months => $1, days => $2, secs => $3), "loans"."lent_at", CAST($4 AS timestamptz)) FROM "loans"

-- sqlite
-- no INTERVAL as a value
