-- postgres
SELECT "totals"."author_id", "totals"."books" FROM (SELECT author_id, count(*) AS books FROM books WHERE sold > $1 GROUP BY author_id) AS "totals"

-- sqlite
SELECT "totals"."author_id", "totals"."books" FROM (SELECT author_id, count(*) AS books FROM books WHERE sold > ? GROUP BY author_id) AS "totals"
