-- postgres
WITH RECURSIVE "numbers" AS (SELECT CAST($1 AS bigint) AS "n" UNION ALL SELECT "numbers"."n" + $2 FROM "numbers" WHERE "numbers"."n" < $3) SELECT "numbers"."n" FROM "numbers"

-- sqlite
WITH RECURSIVE "numbers" AS (SELECT ? AS "n" UNION ALL SELECT "numbers"."n" + ? FROM "numbers" WHERE "numbers"."n" < ?) SELECT "numbers"."n" FROM "numbers"
