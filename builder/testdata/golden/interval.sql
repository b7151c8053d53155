-- postgres
SELECT ("loans"."lent_at" + make_interval(months => $1, days => $2, secs => $3)), CAST(("loans"."due_on" + make_interval(months => $4, days => $5, secs => $6)) AS date) FROM "loans" WHERE ("loans"."back_at" + make_interval(months => $7, days => $8, secs => $9)) < $10 AND (now() + make_interval(months => $11, days => $12, secs => $13)) > "loans"."lent_at"

-- sqlite
SELECT rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', "loans"."lent_at", ? || ' months', 'floor', ? || ' days', ? || ' seconds'), '0'), '.'), date(strftime('%Y-%m-%d %H:%M:%f', "loans"."due_on", ? || ' months', 'floor', ? || ' days', ? || ' seconds')) FROM "loans" WHERE rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', "loans"."back_at", ? || ' months', 'floor', ? || ' days', ? || ' seconds'), '0'), '.') < ? AND rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.'), ? || ' months', 'floor', ? || ' days', ? || ' seconds'), '0'), '.') > "loans"."lent_at"
