-- postgres
SELECT "numbers"."n" FROM (SELECT 1 AS n -- one
) AS "numbers"

-- sqlite
SELECT "numbers"."n" FROM (SELECT 1 AS n -- one
) AS "numbers"
