-- postgres
SELECT "totals"."author_id", "totals"."books" FROM "sales" AS "totals" WHERE "totals"."books" > $1

-- sqlite
SELECT "totals"."author_id", "totals"."books" FROM "sales" AS "totals" WHERE "totals"."books" > ?
