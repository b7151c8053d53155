-- postgres
SELECT date_trunc('month', ("loans"."lent_at" AT TIME ZONE 'UTC')) AS "month", count(*) FROM "loans" GROUP BY "month" ORDER BY "month" DESC

-- sqlite
SELECT strftime('%Y-%m-01 00:00:00', "loans"."lent_at") AS "month", count(*) FROM "loans" GROUP BY "month" ORDER BY "month" DESC
