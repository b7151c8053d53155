-- postgres
SELECT 1 -- one
 AS "n" FROM "books" WHERE (true -- yes
) AND (1 = $1 -- no
)

-- sqlite
SELECT 1 -- one
 AS "n" FROM "books" WHERE (true -- yes
) AND (1 = ? -- no
)
