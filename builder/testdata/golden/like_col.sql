-- postgres
SELECT "loans"."reader" FROM "loans" WHERE ("loans"."reader" LIKE "loans"."note" ESCAPE '\' OR "loans"."reader" NOT LIKE "loans"."note" ESCAPE '\' OR "loans"."reader" ILIKE "loans"."note" ESCAPE '\' OR "loans"."reader" NOT ILIKE "loans"."note" ESCAPE '\')

-- sqlite
SELECT "loans"."reader" FROM "loans" WHERE ("loans"."reader" LIKE "loans"."note" ESCAPE '\' OR "loans"."reader" NOT LIKE "loans"."note" ESCAPE '\' OR lower("loans"."reader") LIKE lower("loans"."note") ESCAPE '\' OR lower("loans"."reader") NOT LIKE lower("loans"."note") ESCAPE '\')
