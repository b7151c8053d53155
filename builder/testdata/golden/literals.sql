-- postgres
SELECT CAST($1 AS text), CAST($2 AS double precision), CAST($3 AS boolean), NULL

-- sqlite
SELECT ?, ?, ?, NULL
