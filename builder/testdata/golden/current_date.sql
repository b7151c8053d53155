-- postgres
SELECT "loans"."reader" FROM "loans" WHERE "loans"."due_on" < CAST((CURRENT_DATE + make_interval(months => $1, days => $2, secs => $3)) AS date)

-- sqlite
SELECT "loans"."reader" FROM "loans" WHERE "loans"."due_on" < date(strftime('%Y-%m-%d %H:%M:%f', CURRENT_DATE, ? || ' months', 'floor', ? || ' days', ? || ' seconds'))
