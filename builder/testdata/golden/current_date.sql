-- postgres
SELECT "loans"."reader" FROM "loans" WHERE "loans"."due_on" < CAST((CURRENT_DATE + make_interval(months => $1, days => $2, secs => $3)) AS date)

-- sqlite
SELECT "loans"."reader" FROM "loans" WHERE "loans"."due_on" < coalesce(strftime('%Y-%m-%d', CURRENT_DATE, ? || ' months', 'floor', ? || ' days', ? || ' seconds'), CASE WHEN CURRENT_DATE IS NOT NULL THEN CASE WHEN min(?, ?, ?) < 0 THEN json_extract('{}', 'SQLSTATE 22008') ELSE 'infinity' END END)
