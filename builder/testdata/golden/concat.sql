-- postgres
SELECT concat("loans"."reader", CAST($1 AS text), "loans"."book_id", CAST($2 AS bigint), "loans"."note") FROM "loans"

-- sqlite
SELECT concat("loans"."reader", ?, "loans"."book_id", ?, "loans"."note") FROM "loans"
