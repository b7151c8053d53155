-- postgres
SELECT "loans"."reader" FROM "loans" WHERE "loans"."note" = $1 AND "loans"."note" IS NOT NULL

-- sqlite
SELECT "loans"."reader" FROM "loans" WHERE "loans"."note" = ? AND "loans"."note" IS NOT NULL
