-- postgres
SELECT "loans"."reader" FROM "loans" WHERE ("loans"."note" IS DISTINCT FROM "loans"."reader" OR NOT ("loans"."note" IS NOT DISTINCT FROM "loans"."reader"))

-- sqlite
SELECT "loans"."reader" FROM "loans" WHERE ("loans"."note" IS DISTINCT FROM "loans"."reader" OR NOT ("loans"."note" IS NOT DISTINCT FROM "loans"."reader"))
