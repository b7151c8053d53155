-- postgres
SELECT DISTINCT ON ("books"."author_id") "books"."author_id", "books"."title" FROM "books" ORDER BY "books"."author_id", "books"."sold" DESC

-- sqlite
-- no DISTINCT ON
